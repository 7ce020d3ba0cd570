import type { ReactNode } from 'react';
import { Explained } from '../design/explained';
import { GLOSSARY, type GlossaryTerm } from './glossary';

/** A term of the method, explained where it is met; in other words where `children` say so. */
export function Term({ of, children = of }: { of: GlossaryTerm; children?: ReactNode }) {
  return <Explained text={GLOSSARY[of]}>{children}</Explained>;
}
