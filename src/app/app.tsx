import { useEffect } from 'react';
import { applyTheme } from './design/theme';
import { ErrorBoundary } from './error-boundary';
import { Header } from './header';
import { LabScreen } from './lab/lab-screen';
import { openRecordings, runStore, useUi } from './state/stores';

export function App() {
  const theme = useUi((state) => state.theme);
  useEffect(() => applyTheme(theme), [theme]);
  useEffect(() => {
    void openRecordings();
    // The trainer is a large download: the page paints first.
    const waiting = setTimeout(() => runStore.getState().open(), 0);
    return () => clearTimeout(waiting);
  }, []);
  return (
    <div className="app">
      <a className="skip-link" href="#main">
        Skip to the lab
      </a>
      <Header />
      <main id="main" tabIndex={-1}>
        <ErrorBoundary>
          <LabScreen />
        </ErrorBoundary>
      </main>
    </div>
  );
}
