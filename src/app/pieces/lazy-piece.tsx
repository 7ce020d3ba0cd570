import { Component, type ComponentType, lazy, type ReactNode, Suspense, useState } from 'react';
import { Lost } from './lost';
import { PieceLost } from './piece-lost';

interface Options {
  /** Stands there until the piece has arrived. */
  readonly fallback?: ReactNode;
}

/**
 * A component whose code is fetched when it is first drawn. Where it does not arrive a sentence stands in its place, with a
 * button that loads it again; drawn anew, it tries by itself.
 *
 * @param what it is, as the subject of that sentence: "The setup"
 */
export function lazyPiece<Props extends object>(
  what: string,
  load: () => Promise<ComponentType<Props>>,
  { fallback = null }: Options = {},
): ComponentType<Props> {
  const attempt = () =>
    lazy(async () => {
      try {
        return { default: await load() };
      } catch {
        // The next to draw it begins anew.
        Content = attempt();
        throw new PieceLost(what, () => {});
      }
    });
  let Content = attempt();
  return function Piece(props: Props) {
    const [Drawn, setDrawn] = useState(() => Content);
    const { onClose } = props as { onClose?: () => void };
    return (
      <LossBoundary
        key={what}
        lost={(error, retry) => (
          <Lost
            what={error.what}
            onClose={onClose}
            again={() => {
              setDrawn(() => Content);
              retry();
            }}
          />
        )}
      >
        <Suspense fallback={fallback}>
          <Drawn {...props} />
        </Suspense>
      </LossBoundary>
    );
  };
}

interface BoundaryProps {
  readonly children: ReactNode;
  readonly lost: (error: PieceLost, retry: () => void) => ReactNode;
}

class LossBoundary extends Component<BoundaryProps, { readonly error: unknown }> {
  override state = { error: null };

  static getDerivedStateFromError(error: unknown) {
    return { error };
  }

  override componentDidCatch(error: unknown) {
    if (error instanceof PieceLost) error.said();
  }

  override render() {
    const error: unknown = this.state.error;
    if (error === null) return this.props.children;
    if (!(error instanceof PieceLost)) throw error;
    return this.props.lost(error, () => {
      error.said();
      this.setState({ error: null });
    });
  }
}
