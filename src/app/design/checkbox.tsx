import type { ReactNode } from 'react';
import { Checkbox as AriaCheckbox, type CheckboxProps } from 'react-aria-components';
import './checkbox.css';

/** A box to tick, with its label beside it, or named by `aria-label`. */
export function Checkbox({
  children,
  ...props
}: Omit<CheckboxProps, 'className' | 'children'> & { children?: ReactNode }) {
  return (
    <AriaCheckbox className="checkbox" {...props}>
      <span className="checkbox-box" aria-hidden="true" />
      {children}
    </AriaCheckbox>
  );
}
