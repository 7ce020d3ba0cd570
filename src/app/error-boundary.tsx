import { Component, type ReactNode } from 'react';
import { Button } from './design/controls';

/** Keeps a fault in drawing from emptying the page: a sentence and a way on stand in its place. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { message: string | null }> {
  override state = { message: null };

  static getDerivedStateFromError(error: unknown) {
    return { message: error instanceof Error ? error.message : String(error) };
  }

  override render() {
    if (this.state.message === null) return this.props.children;
    return (
      <div className="boundary">
        <div className="notice" data-tone="failure" role="alert">
          <p>
            This screen could not be drawn ({this.state.message}). A run that is going on is not touched by
            this.
          </p>
          <Button onPress={() => this.setState({ message: null })}>Draw it again</Button>
        </div>
      </div>
    );
  }
}
