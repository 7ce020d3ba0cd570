import { useState } from 'react';
import { BOARD_COLORS, BOARD_WORDS, type Board } from '../../../../tasks/gta/pictures/board';
import type { PictureContent, PictureKind } from '../../../../tasks/gta/pictures/picture';
import { samplePicture } from '../../../../tasks/gta/pictures/picture';
import { Button, Segmented } from '../../../design/controls';
import { Icon } from '../../../design/icon';
import { PictureCanvas } from '../../../parts/picture-canvas';
import { shownPictures } from '../pictures';
import { withText } from './board-text';
import './gta-try.css';
import { gtaTryStore, useGtaTry } from './gta-try-store';
import { kindOf, kindsOf, withPicture } from './question';
import { SceneForm } from './scene-form';

const KIND_NAMES: { readonly [K in PictureKind]: string } = {
  scene: 'Scene',
  word: 'Word',
  price: 'Price',
  formula: 'Formula',
  equation: 'Equation',
};

/** The pictures of the query, each with its editor. */
export function PicturesPanel() {
  const { plan, pictures } = useGtaTry((state) => state.example.instance);
  const [wanted, setWanted] = useState(0);
  const place = Math.min(wanted, pictures.length - 1);
  const picture = pictures[place];
  const { change } = gtaTryStore.getState();
  const show = (next: PictureContent) =>
    change((question, random) => withPicture(question, place, next, random));
  const draw = (kind: PictureKind) =>
    change((question, random) => withPicture(question, place, samplePicture(kind, random), random));
  return (
    <section className="panel" aria-labelledby="pictures-title">
      <div className="panel-head">
        <h2 id="pictures-title">{pictures.length > 1 ? 'Pictures' : 'Picture'}</h2>
        {picture && (
          <div className="try-tools">
            {pictures.length > 1 && (
              <Segmented
                label="Picture to edit"
                value={String(place)}
                options={pictures.map(({ name }, i) => ({ value: String(i), label: name }))}
                onChange={(next) => setWanted(Number(next))}
              />
            )}
            <Button kind="quiet" onPress={() => draw(kindOf(picture.content))}>
              <Icon name="dice" />
              Another
            </Button>
          </div>
        )}
      </div>
      {picture ? (
        <div className="gta-picture-editor">
          <figure className="named-picture">
            <PictureCanvas picture={shownPictures([picture])[0]} size={208} />
            <figcaption>{picture.name}</figcaption>
          </figure>
          <div className="gta-picture-form">
            {kindsOf(plan, place).length > 1 && (
              <Segmented
                label="What the picture shows"
                value={kindOf(picture.content)}
                options={kindsOf(plan, place).map((kind) => ({ value: kind, label: KIND_NAMES[kind] }))}
                onChange={draw}
              />
            )}
            {picture.content.kind === 'board' ? (
              <BoardForm
                key={`${picture.name} ${picture.content.board.kind}`}
                board={picture.content.board}
                onChange={(board) => show({ kind: 'board', board })}
              />
            ) : (
              <SceneForm scene={picture.content.scene} onChange={(scene) => show({ kind: 'scene', scene })} />
            )}
          </div>
        </div>
      ) : (
        <p className="faint">This query has no picture.</p>
      )}
    </section>
  );
}

/** The text and the colour of a board. */
function BoardForm({ board, onChange }: { board: Board; onChange: (board: Board) => void }) {
  // What is typed, for as long as the field has not been left.
  const [typed, setTyped] = useState<string | null>(null);
  const next = withText(board, typed ?? board.text);
  const take = () => {
    if (typeof next === 'string' || typed === null) return;
    setTyped(null);
    if (next.text !== board.text) onChange(next);
  };
  return (
    <>
      {board.kind === 'word' ? (
        <label className="gta-field">
          Word
          <select
            value={board.text}
            onChange={(event) => {
              const other = withText(board, event.target.value);
              if (typeof other !== 'string') onChange(other);
            }}
          >
            {BOARD_WORDS.map((word) => (
              <option key={word} value={word}>
                {word}
              </option>
            ))}
          </select>
        </label>
      ) : (
        <label className="gta-field">
          {board.kind === 'price' ? 'Word and price' : 'Mathematics'}
          <input
            type="text"
            value={typed ?? board.text}
            maxLength={20}
            aria-invalid={typeof next === 'string'}
            aria-describedby="board-fault"
            onChange={(event) => setTyped(event.target.value)}
            onKeyDown={(event) => event.key === 'Enter' && take()}
            onBlur={take}
          />
        </label>
      )}
      <p id="board-fault" className="gta-refusal" role="status">
        {typeof next === 'string' ? next : null}
      </p>
      <Segmented
        label="Colour of the board"
        value={String(board.color)}
        options={BOARD_COLORS.map(([ground, ink], i) => ({
          value: String(i),
          label: (
            <span
              className="gta-board-color"
              style={{ background: `rgb(${ground.join(' ')})`, color: `rgb(${ink.join(' ')})` }}
            >
              {i + 1}
            </span>
          ),
        }))}
        onChange={(color) => onChange({ ...board, color: Number(color) })}
      />
    </>
  );
}
