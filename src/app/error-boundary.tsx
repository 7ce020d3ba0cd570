import { Component, type ReactNode } from 'react';
import { Button } from './design/controls';

/** Keeps a fault in drawing from emptying the page: a sentence and a way on stand in its place. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { isFaulty: boolean }> {
  override state = { isFaulty: false };

  static getDerivedStateFromError() {
    return { isFaulty: true };
  }

  override render() {
    if (!this.state.isFaulty) return this.props.children;
    return (
      <div className="boundary">
        <div className="notice" data-tone="failure" role="alert">
          <p>
            This screen could not be drawn because of a fault in the page; the browser’s console says more. A
            run that is going on is not touched by this.
          </p>
          <Button onPress={() => this.setState({ isFaulty: false })}>Draw it again</Button>
        </div>
      </div>
    );
  }
}
