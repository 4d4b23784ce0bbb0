import type { ModelSettings } from '#contract/models.ts';
import { Chip } from '../../widgets/chip.tsx';
import { SettledInput } from './settled-input.tsx';

const CHOICES = [
  ['words', 'Built-in word vectors'],
  ['ollama', 'Ollama'],
  ['folder', 'A model in a folder'],
] as const;

interface EmbeddingFieldsProps {
  settings: ModelSettings;
  onChange(part: Partial<ModelSettings>, words: string): void;
}

/** What finds patterns by meaning. */
export function EmbeddingFields({ settings: { embedding }, onChange }: EmbeddingFieldsProps) {
  return (
    <section>
      <div className="h-row">
        <h2>Finding by meaning</h2>
        <span className="dim small">Type ~ in the command palette</span>
      </div>
      <div className="settings-rows">
        <span className="mid">Vectors of patterns</span>
        {/* biome-ignore lint/a11y/useSemanticElements: chips in a row, named by the words at the left */}
        <div className="row-f" role="group" aria-label="Vectors of patterns">
          {CHOICES.map(([provider, words]) => (
            <Chip
              key={provider}
              on={embedding.provider === provider}
              onClick={() => provider !== embedding.provider && onChange({ embedding: { ...embedding, provider } }, words)}
            >
              {words}
            </Chip>
          ))}
        </div>
        {embedding.provider === 'ollama' && (
          <>
            <label className="mid" htmlFor="embedding-model">
              Embedding model
            </label>
            <SettledInput
              id="embedding-model"
              value={embedding.model}
              onSettle={(model) => onChange({ embedding: { ...embedding, model } }, `Embedding model ${model}`)}
            />
          </>
        )}
        {embedding.provider === 'folder' && (
          <>
            <label className="mid" htmlFor="embedding-folder">
              Folder
            </label>
            <SettledInput
              id="embedding-folder"
              value={embedding.folder}
              placeholder="Holds config.json, tokenizer files and onnx/"
              onSettle={(folder) => onChange({ embedding: { ...embedding, folder } }, `Folder ${folder}`)}
            />
          </>
        )}
      </div>
    </section>
  );
}
