import { type ReactNode, type Ref, useState } from 'react';
import {
  Button as AriaButton,
  Disclosure as AriaDisclosure,
  type ButtonProps,
  DisclosurePanel,
  Heading,
  ToggleButton,
  ToggleButtonGroup,
} from 'react-aria-components';
import './controls.css';
import { Icon } from './icon';

/** Disabled, it keeps the focus and its place in the tab order: who pressed it by keyboard is not thrown off it. */
export function Button({
  kind = 'plain',
  isDisabled = false,
  onPress,
  ...props
}: ButtonProps & {
  kind?: 'plain' | 'primary' | 'quiet';
  'data-testid'?: string;
  ref?: Ref<HTMLButtonElement>;
}) {
  return (
    <AriaButton
      className="button"
      data-kind={kind}
      aria-disabled={isDisabled || undefined}
      onPress={isDisabled ? undefined : onPress}
      {...props}
    />
  );
}

/** A row of alternatives of which exactly one holds. */
export function Segmented<T extends string>({
  label,
  value,
  options,
  onChange,
  isDisabled = false,
}: {
  label: string;
  value: T;
  options: readonly { readonly value: T; readonly label: ReactNode }[];
  onChange: (value: T) => void;
  isDisabled?: boolean;
}) {
  return (
    <ToggleButtonGroup
      className="segmented"
      aria-label={label}
      selectionMode="single"
      disallowEmptySelection
      isDisabled={isDisabled}
      selectedKeys={[value]}
      onSelectionChange={(keys) => {
        const chosen = options.find((option) => keys.has(option.value));
        if (chosen) onChange(chosen.value);
      }}
    >
      {options.map((option) => (
        <ToggleButton key={option.value} id={option.value} className="segment">
          {option.label}
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  );
}

/** A heading that opens and closes what is under it; what is closed is not drawn. */
export function Disclosure({
  title,
  level = 3,
  children,
}: {
  title: ReactNode;
  level?: number;
  children: ReactNode;
}) {
  const [isExpanded, setExpanded] = useState(false);
  return (
    <AriaDisclosure className="disclosure" isExpanded={isExpanded} onExpandedChange={setExpanded}>
      <Heading level={level} className="disclosure-heading">
        <AriaButton slot="trigger" className="disclosure-button">
          <Icon name="chevron" />
          {title}
        </AriaButton>
      </Heading>
      <DisclosurePanel className="disclosure-panel">{isExpanded && children}</DisclosurePanel>
    </AriaDisclosure>
  );
}

/** Progress 0..1 of something named. */
export function Meter({ label, fraction }: { label: string; fraction: number }) {
  const percent = Math.round(100 * Math.min(1, Math.max(0, fraction)));
  return (
    <div
      className="meter"
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
    >
      <span style={{ width: `${percent}%` }} />
    </div>
  );
}
