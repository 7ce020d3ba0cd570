import { memo } from 'react';
import { ListBox, ListBoxItem } from 'react-aria-components';
import type { RolloutGroup } from '../../experiment/record/run-record';
import { SourceMark } from '../groups/marks';
import type { Fate } from '../groups/words';
import { Pictures } from '../tasks/pictures';
import { taskUiOf } from '../tasks/registry';

/** The recorded groups of a step: image, policy, each answer right or wrong, and what became of the group. */
export const GroupList = memo(function GroupList({
  groups,
  fates,
  rewarded,
  chosen,
  onChoose,
}: {
  groups: readonly RolloutGroup[];
  fates: readonly Fate[];
  /** Whether it is known yet which answers are right. */
  rewarded: boolean;
  chosen: number;
  onChoose: (group: number) => void;
}) {
  return (
    <ListBox
      className="groups"
      aria-label="Groups of this step"
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[chosen]}
      onSelectionChange={(keys) => {
        if (keys !== 'all') onChoose(Number([...keys][0] ?? 0));
      }}
    >
      {groups.map((group, i) => {
        const ui = taskUiOf(group.example);
        const title = ui.shortTitle(group.example);
        const gold = ui.rightAnswer(group.example);
        const right = group.responses.filter(({ accuracy }) => accuracy === 1).length;
        const words = rewarded
          ? `${right} of ${group.responses.length} right, ${fates[i].label}`
          : fates[i].label;
        const name = `Group ${i + 1}, ${title}, gold ${gold}, ${words}`;
        return (
          <ListBoxItem
            // biome-ignore lint/suspicious/noArrayIndexKey: the place in the step is the group's name.
            key={i}
            id={i}
            className="group-item"
            textValue={name}
            aria-label={name}
          >
            <Pictures example={group.example} size={60} decorative />
            <span className="group-item-facts">
              <strong>{title}</strong>
              <span className="group-item-gold">gold {gold}</span>
              <span className="group-dots" aria-hidden="true">
                {group.responses.map(({ source, accuracy }, r) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: the place in the group is the response's name.
                  <span key={r} data-right={!rewarded || accuracy === 1}>
                    <SourceMark source={source} />
                  </span>
                ))}
              </span>
              <span className="group-item-fate numeric" data-dropped={rewarded && group.dropped !== null}>
                {words}
              </span>
            </span>
          </ListBoxItem>
        );
      })}
    </ListBox>
  );
});
