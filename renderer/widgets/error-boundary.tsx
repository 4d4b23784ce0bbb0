import { Component, type ReactNode } from 'react';
import { Button } from './button.tsx';
import { Callout } from './callout.tsx';

interface ErrorBoundaryProps {
  /** What is shown inside, as one would name it: `The timeline`. */
  name: string;
  children: ReactNode;
}

/** A bug in one region shows in that region; the rest of the window stays usable. */
export class ErrorBoundary extends Component<ErrorBoundaryProps, { error: Error | undefined }> {
  override state: { error: Error | undefined } = { error: undefined };

  static getDerivedStateFromError(error: unknown): { error: Error } {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (error === undefined) return this.props.children;
    return (
      <div className="boundary">
        <Callout
          tone="bad"
          actions={
            <Button small onClick={() => this.setState({ error: undefined })}>
              Show it again
            </Button>
          }
        >
          <b>{this.props.name} cannot be shown.</b> This is a fault of Logsift, not of the logs. The rest of the window works.
          <details>
            <summary>Details</summary>
            <span className="mono">{error.message}</span>
          </details>
        </Callout>
      </div>
    );
  }
}
