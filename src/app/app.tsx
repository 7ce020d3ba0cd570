import { useEffect, useRef } from 'react';
import { OFFERED_TASKS } from '../experiment/plan/presets';
import { applyTheme } from './design/theme';
import { ErrorBoundary } from './error-boundary';
import { Header } from './header';
import { keepFocus } from './keep-focus';
import { followLinks, useLink } from './links/link-store';
import { keepClassResult, useSeat } from './links/seat-store';
import { keepOffline } from './offline/offline';
import { whenIdle } from './parts/idle-queue';
import { lazyPiece } from './pieces/lazy-piece';
import { LostNotice } from './pieces/lost';
import { titlePrefix } from './running/waiting-words';
import { watchRun } from './running/watch-run';
import { SCREENS } from './screens';
import { screenNotice } from './state/address';
import { followOwnRuns, showLastRun } from './state/own-runs';
import { isActive } from './state/run-view';
import { keepFinishedRuns } from './state/runs';
import { SCREEN_IDS, type ScreenId, useScreen } from './state/screen';
import { followSetup } from './state/setup-address';
import { openPage, setupStore, uiStore, useRun, useUi } from './state/stores';
import { expectTasks } from './tasks/registry';

const LinkArea = lazyPiece('What the link says', async () => (await import('./links/link-area')).LinkArea);

/** Try it answers at once when it is opened. */
const askAhead = () => import('./try/ask-ahead').then((ahead) => ahead.askAhead()).catch(() => {});

export function App() {
  const theme = useUi((state) => state.theme);
  const screen = useScreen();
  const { label, Content } = SCREENS[screen];
  const heading = useScreenHeading(screen, label);
  const hasSeat = useSeat() !== null;
  const hasLink = useLink(
    ({ opened, fault, expected }) => hasSeat || opened !== null || fault !== null || expected !== null,
  );
  useEffect(() => applyTheme(theme), [theme]);
  useEffect(() => {
    // The preset's notice may be there already; the screen's comes after it.
    const notice = screenNotice(location.search, SCREEN_IDS);
    const said = uiStore.getState().notice ?? '';
    if (notice && !said.includes(notice)) uiStore.setState({ notice: `${said} ${notice}`.trim() });
    void openPage().then(() => {
      expectTasks(OFFERED_TASKS);
      if (!import.meta.env.DEV) void keepOffline();
      // Learn answers at once when it is opened: it is where newcomers go first.
      whenIdle(() => void import('./learn/learn-screen').catch(() => {}));
    });
  }, []);
  const firstViewDone = useUi((state) => state.firstViewDone);
  useEffect(() => {
    // Beside the screens that will draw it.
    if (firstViewDone) expectTasks([setupStore.getState().config.dataset.kind]);
  }, [firstViewDone]);
  const isIdle = useRun(({ trainer, live }) => trainer.flopsPerSecond !== undefined && !isActive(live));
  useEffect(() => {
    if (isIdle && screen !== 'try') return whenIdle(() => void askAhead());
  }, [isIdle, screen]);
  useEffect(keepFinishedRuns, []);
  useEffect(followOwnRuns, []);
  useEffect(watchRun, []);
  useEffect(followSetup, []);
  useEffect(showLastRun, []);
  useEffect(followLinks, []);
  useEffect(keepClassResult, []);
  const page = useRef<HTMLDivElement>(null);
  useEffect(() => keepFocus(page.current as HTMLDivElement, () => heading.current), [heading]);
  return (
    <div className="app" ref={page}>
      {/* biome-ignore lint/a11y/useValidAnchor: it goes to a place on the page; only the fragment, which may hold an experiment, stays. */}
      <a
        className="skip-link"
        href="#main"
        onClick={(event) => {
          // The fragment may hold an experiment: it stays.
          event.preventDefault();
          heading.current?.focus();
        }}
      >
        Skip to {label}
      </a>
      <Header />
      {hasLink && (
        <ErrorBoundary>
          <LinkArea />
        </ErrorBoundary>
      )}
      <main id="main">
        <h2 ref={heading} className="screen-heading" tabIndex={-1}>
          {label}
        </h2>
        <ErrorBoundary key={screen}>
          <Content />
        </ErrorBoundary>
      </main>
      <LostNotice />
    </div>
  );
}

/** Names the page after its screen; on a change of screen the heading takes the focus, so that reading starts there. */
function useScreenHeading(id: ScreenId, label: string) {
  const heading = useRef<HTMLHeadingElement>(null);
  const last = useRef(id);
  const ofRun = useRun((state) => titlePrefix(state.live));
  useEffect(() => {
    document.title = `${ofRun}${label} · TriMPI Playground`;
  }, [label, ofRun]);
  useEffect(() => {
    if (last.current === id) return;
    last.current = id;
    heading.current?.focus({ preventScroll: true });
  }, [id]);
  return heading;
}
