import { useEffect } from 'react';
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { Button } from '../../design/controls';
import { percent } from '../../design/format';
import { Icon } from '../../design/icon';
import { uiStore } from '../../state/stores';
import { ClassFigures } from './class-figures';
import { GrowthPlot } from './growth-plot';
import { type ClassSummary, intervalInWords } from './summary';
import { useClass } from './the-class';

/** One chart that fills a room's wall. Results that are pasted come in here, too; Escape closes it. */
export function Projector({
  title,
  summary,
  tone,
  onClose,
}: {
  title: string;
  summary: ClassSummary;
  tone: 'in-prompt' | 'internalized';
  onClose: () => void;
}) {
  const said = useClass((state) => state.said);
  useProjectorTheme();
  const { now, places } = summary;
  return (
    <ModalOverlay className="class-wall" isOpen onOpenChange={(open) => !open && onClose()}>
      <Modal className="class-wall-modal">
        <Dialog className="class-wall-page" data-testid="projector">
          <header>
            <Heading slot="title">{title}</Heading>
            <Button kind="quiet" aria-label="Close" onPress={onClose}>
              <Icon name="cross" />
            </Button>
          </header>
          <ClassFigures summary={summary} />
          <div
            className="class-wall-plot"
            role="img"
            aria-label={
              now === null
                ? `No result of ${places} is in yet.`
                : `Mean of ${now.n} results: ${percent(now.mean)}${now.interval ? `, 95 % interval ${intervalInWords(now.interval)}` : ''}.`
            }
          >
            <GrowthPlot summary={summary} tone={tone} height="100%" isLarge />
          </div>
          <footer>
            <p>Dots: laptops. Line: their mean. Band: its 95 % interval.</p>
            <p role="status">{said.join(' ')}</p>
          </footer>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

/** Large and stark while the wall is filled; then as it was. */
function useProjectorTheme(): void {
  useEffect(() => {
    const { theme } = uiStore.getState();
    uiStore.setState({ theme: 'projector' });
    return () => uiStore.setState({ theme });
  }, []);
}
