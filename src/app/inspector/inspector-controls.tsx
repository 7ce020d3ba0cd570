import { Segmented } from '../design/controls';
import type { Filter, Source } from './inspector-items';

/** Which answers to list; null hides a choice that would have one option only. */
export function InspectorControls({
  source,
  onSource,
  withPolicy,
  onWithPolicy,
  filter,
  onFilter,
}: {
  source: Source | null;
  onSource: (source: Source) => void;
  withPolicy: boolean | null;
  onWithPolicy: (withPolicy: boolean) => void;
  filter: Filter;
  onFilter: (filter: Filter) => void;
}) {
  return (
    <div className="inspector-controls">
      {source && (
        <Segmented<Source>
          label="Answers to show"
          value={source}
          options={[
            { value: 'measured', label: 'Measured' },
            { value: 'training', label: 'While training' },
          ]}
          onChange={onSource}
        />
      )}
      {withPolicy !== null && (
        <Segmented<'with' | 'without'>
          label="Prompt"
          value={withPolicy ? 'with' : 'without'}
          options={[
            { value: 'without', label: 'No policy' },
            { value: 'with', label: 'Policy in prompt' },
          ]}
          onChange={(value) => onWithPolicy(value === 'with')}
        />
      )}
      <Segmented<Filter>
        label="Right or wrong"
        value={filter}
        options={[
          { value: 'all', label: 'All' },
          { value: 'right', label: 'Right' },
          { value: 'wrong', label: 'Wrong' },
        ]}
        onChange={onFilter}
      />
    </div>
  );
}
