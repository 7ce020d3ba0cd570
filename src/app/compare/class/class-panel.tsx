import { useEffect, useMemo, useRef, useState } from 'react';
import { findPreset } from '../../../experiment/plan/presets';
import { type ClassBoard, textOfBoard } from '../../../experiment/results/class-board';
import { inWords } from '../../../experiment/results/class-result';
import { describeDifference } from '../../../experiment/results/describe-difference';
import { Checkbox } from '../../design/checkbox';
import { Button } from '../../design/controls';
import { Icon } from '../../design/icon';
import { LinkField } from '../../links/link-field';
import { download } from '../../parts/download';
import { classChoice, useClassChoice } from '../../state/class-choice';
import './class.css';
import { ClassFigures } from './class-figures';
import { ClassResults } from './class-results';
import { ClassSetup } from './class-setup';
import { Collect } from './collect';
import { GrowthChart } from './growth-chart';
import { Projector } from './projector';
import { summaryOf } from './summary';
import { followOtherTabs, theClass, useClass } from './the-class';
import { useDroppedResults, usePastedResults } from './use-handed-in';

/** A class: the link that is given out, the results that come back, and what they say together. */
export function ClassPanel() {
  const { board, before, unkept, faults } = useClass((state) => state);
  const [isOpen, setOpen] = useState(false);
  const { isOver, handlers } = useDroppedResults();
  const heading = useHeadingWhenWanted();
  const wanted = useClassChoice();
  usePastedResults();
  useEffect(followOtherTabs, []);
  return (
    <section
      className="panel class-panel"
      aria-labelledby="class-title"
      data-over={isOver || undefined}
      data-testid="class-panel"
      {...handlers}
    >
      <div className="panel-head">
        <h3 id="class-title" ref={heading} tabIndex={-1}>
          A class
        </h3>
        {board && (
          <div className="compare-tools">
            <Button kind="quiet" onPress={() => download('trimpi-class.txt', textOfBoard(board))}>
              Save as a file
            </Button>
            <Button kind="quiet" onPress={() => theClass.getState().end()}>
              End the class
            </Button>
          </div>
        )}
      </div>
      {before && (
        <p className="compare-said" role="status">
          {before.what} is gone.{' '}
          <Button kind="quiet" autoFocus onPress={() => theClass.getState().undo()}>
            Undo
          </Button>
        </p>
      )}
      {unkept && (
        <div className="notice" data-tone="failure" role="alert">
          <p>{unkept}</p>
        </div>
      )}
      {board ? (
        <Board board={board} />
      ) : (
        <>
          <p className="compare-note">
            One run is one draw. Give a class one link: every laptop trains the same experiment with a seed of
            its own and hands back a short result link, and here the mean of all grows and its interval
            narrows. There is no server: links and files go by mail, chat or memory stick.
          </p>
          {isOpen || wanted || faults.length > 0 ? (
            <>
              <ClassSetup />
              <Collect />
            </>
          ) : (
            <Button onPress={() => setOpen(true)} data-testid="begin-class">
              Begin a class
            </Button>
          )}
        </>
      )}
    </section>
  );
}

function Board({ board }: { board: ClassBoard }) {
  const [withMarked, setWithMarked] = useState(false);
  const [isProjected, setProjected] = useState(false);
  const summary = useMemo(() => summaryOf(board, withMarked), [board, withMarked]);
  const { recipe, link, results } = board;
  const { first, last } = recipe.seeds;
  const tone = recipe.config.method === 'in-context' ? 'in-prompt' : 'internalized';
  const preset = findPreset(recipe.config.preset);
  const changes = preset ? describeDifference(recipe.config, preset) : [];
  const marked = results.filter(({ marks }) => marks.length > 0).length;
  return (
    <>
      <p className="compare-note">
        <strong>{inWords(recipe.config)}</strong>, seeds {first} to {last}.
        {changes.length > 0 && ` ${changes.join(' ')}`}
      </p>
      <div className="class-ways">
        <section aria-labelledby="give-out">
          <h4 id="give-out">Give out</h4>
          <p className="faint">
            One link for the whole class. Every laptop takes a seed, trains, and hands back a link.
          </p>
          <LinkField
            address={location.origin + location.pathname + link}
            file="trimpi-class-link.txt"
            label="Class link"
          />
        </section>
        <Collect />
      </div>
      <div className="class-show">
        <ClassFigures summary={summary} />
        <Button kind="primary" onPress={() => setProjected(true)} data-testid="project">
          <Icon name="projector" />
          Fill the projector
        </Button>
      </div>
      {marked > 0 && (
        <Checkbox isSelected={withMarked} onChange={setWithMarked}>
          Count the {marked === 1 ? 'result' : `${marked} results`} that {marked === 1 ? 'does' : 'do'} not
          fit, too
        </Checkbox>
      )}
      {summary.now && <GrowthChart summary={summary} tone={tone} />}
      <ClassResults board={board} counts={summary.steps.map(({ result }) => result)} tone={tone} />
      {summary.missing && <p className="faint class-missing">Not in yet: {summary.missing}.</p>}
      {isProjected && (
        <Projector
          title={inWords(recipe.config)}
          summary={summary}
          tone={tone}
          onClose={() => setProjected(false)}
        />
      )}
    </>
  );
}

/** Who comes here for the class, from the lesson, begins to read at its heading. */
function useHeadingWhenWanted() {
  const heading = useRef<HTMLHeadingElement>(null);
  const wanted = useClassChoice();
  useEffect(() => {
    if (!wanted) return;
    heading.current?.focus();
    heading.current?.scrollIntoView({ block: 'start' });
    return () => classChoice.setState({ wanted: false });
  }, [wanted]);
  return heading;
}
