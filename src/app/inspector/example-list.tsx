import { ListBox, ListBoxItem } from 'react-aria-components';
import { Icon } from '../design/icon';
import { verdictInWords } from '../parts/verdict-words';
import { Pictures } from '../tasks/pictures';
import type { InspectorItem } from './inspector-items';

/** Thumbnails to choose an example by, each marked right or wrong. */
export function ExampleList({
  items,
  selected,
  onChoose,
}: {
  items: readonly InspectorItem[];
  selected: InspectorItem | null;
  onChoose: (key: string | null) => void;
}) {
  if (items.length === 0) return null;
  return (
    <ListBox
      aria-label="Examples"
      className="examples"
      layout="grid"
      orientation="vertical"
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={selected ? [selected.key] : []}
      onSelectionChange={(keys) => {
        if (keys !== 'all') onChoose([...keys].map(String)[0] ?? null);
      }}
    >
      {items.map(({ key, title, example, outcome }) => {
        const correct = outcome?.response.correct ?? null;
        const verdict = outcome ? `, ${verdictInWords(outcome.response)}` : '';
        return (
          <ListBoxItem
            key={key}
            id={key}
            className="example"
            textValue={`${title}${verdict}`}
            aria-label={`${title}${verdict}`}
          >
            <Pictures example={example} size={44} decorative />
            {correct !== null && (
              <span className="example-mark" data-correct={correct}>
                <Icon name={correct ? 'check' : 'cross'} />
              </span>
            )}
          </ListBoxItem>
        );
      })}
    </ListBox>
  );
}
