import { useState } from 'react';
import { isImportedBase } from '../../../experiment/plan/imported-base';
import { inWords } from '../../../experiment/results/class-result';
import { MOST_SEEDS } from '../../../experiment/share/share-link';
import { Button } from '../../design/controls';
import { NumberInput } from '../../design/number-input';
import { Cost } from '../../links/cost';
import { goToScreen } from '../../state/screen';
import { useSetup } from '../../state/stores';
import { theClass } from './the-class';

const LAPTOPS = 30;
/** Above it there would be no room for a class below the largest seed. */
const LARGEST_FIRST = 1_000_000 - MOST_SEEDS;

/** Makes the link that a teacher gives out. */
export function ClassSetup() {
  const config = useSetup((state) => state.config);
  const [laptops, setLaptops] = useState(LAPTOPS);
  const [first, setFirst] = useState(1);
  const [fault, setFault] = useState<string | null>(null);
  const make = async () => {
    if (isImportedBase(config.base)) {
      setFault(
        'The setup starts from a model that you imported, and a link cannot carry a model. Choose a preset in the Lab.',
      );
      return;
    }
    const seeds = { first, last: first + laptops - 1 };
    setFault(await theClass.getState().start({ config, seeds, build: __BUILD__ }));
  };
  return (
    <div className="class-setup">
      <div>
        <h4>What every laptop trains</h4>
        <p>{inWords(config)}: the setup of the Lab.</p>
        <Cost config={config} />
        <Button kind="quiet" onPress={() => goToScreen('lab')}>
          Change it in the Lab
        </Button>
      </div>
      <div className="class-numbers">
        <NumberInput
          label="Laptops"
          value={laptops}
          min={1}
          max={MOST_SEEDS}
          isDisabled={false}
          onChange={setLaptops}
        />
        <NumberInput
          label="First seed"
          value={first}
          min={0}
          max={LARGEST_FIRST}
          isDisabled={false}
          onChange={setFirst}
        />
        <Button kind="primary" onPress={() => void make()}>
          Make the class link
        </Button>
      </div>
      {fault && (
        <p className="class-fault" role="alert">
          {fault}
        </p>
      )}
    </div>
  );
}
