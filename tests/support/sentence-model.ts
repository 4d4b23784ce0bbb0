import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Words that mean the like have the same row. */
const ROWS: Readonly<Record<string, readonly number[]>> = {
  '[PAD]': [0, 0, 0, 0],
  '[UNK]': [0, 0, 0, 0.01],
  database: [1, 0, 0, 0],
  postgres: [1, 0, 0, 0],
  unreachable: [0, 1, 0, 0],
  refused: [0, 1, 0, 0],
  cart: [0, 0, 1, 0],
};

/** The smallest sentence model that transformers.js runs: a table of words in ONNX, and a tokenizer that cuts at spaces. */
export function writeSentenceModel(folder: string): void {
  mkdirSync(path.join(folder, 'onnx'), { recursive: true });
  const vocab = Object.fromEntries(Object.keys(ROWS).map((word, index) => [word, index]));
  const write = (name: string, value: unknown): void => writeFileSync(path.join(folder, name), JSON.stringify(value));
  write('config.json', { model_type: 'bert', architectures: ['BertModel'], hidden_size: 4, vocab_size: Object.keys(ROWS).length });
  write('tokenizer_config.json', {
    tokenizer_class: 'PreTrainedTokenizerFast',
    model_max_length: 64,
    pad_token: '[PAD]',
    unk_token: '[UNK]',
  });
  write('tokenizer.json', {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: ['[PAD]', '[UNK]'].map((content, id) => ({
      id,
      content,
      single_word: false,
      lstrip: false,
      rstrip: false,
      normalized: false,
      special: true,
    })),
    normalizer: { type: 'Lowercase' },
    pre_tokenizer: { type: 'Whitespace' },
    post_processor: null,
    decoder: null,
    model: { type: 'WordLevel', vocab, unk_token: '[UNK]' },
  });
  writeFileSync(path.join(folder, 'onnx/model.onnx'), onnxOf(Object.values(ROWS)));
}

const FLOAT = 1;
const INT64 = 7;

/** One Gather: token ids → rows of the table. Numbers of fields are those of onnx.proto. */
function onnxOf(rows: readonly (readonly number[])[]): Buffer {
  const width = rows[0].length;
  const table = Buffer.concat([
    number(1, rows.length),
    number(1, width),
    number(2, FLOAT),
    text(8, 'table'),
    bytes(9, Buffer.from(Float32Array.from(rows.flat()).buffer)),
  ]);
  const gather = Buffer.concat([
    text(1, 'table'),
    text(1, 'input_ids'),
    text(2, 'last_hidden_state'),
    text(3, 'gather'),
    text(4, 'Gather'),
  ]);
  const value = (name: string, type: number, dimensions: readonly (string | number)[]): Buffer => {
    const shape = Buffer.concat(dimensions.map((one) => bytes(1, typeof one === 'number' ? number(1, one) : text(2, one))));
    return Buffer.concat([text(1, name), bytes(2, bytes(1, Buffer.concat([number(1, type), bytes(2, shape)])))]);
  };
  const graph = Buffer.concat([
    bytes(1, gather),
    text(2, 'words'),
    bytes(5, table),
    bytes(11, value('input_ids', INT64, ['batch', 'sequence'])),
    bytes(11, value('attention_mask', INT64, ['batch', 'sequence'])),
    bytes(12, value('last_hidden_state', FLOAT, ['batch', 'sequence', width])),
  ]);
  return Buffer.concat([number(1, 8), bytes(7, graph), bytes(8, number(2, 13))]);
}

function number(field: number, value: number): Buffer {
  return Buffer.concat([varint(field * 8), varint(value)]);
}

function bytes(field: number, content: Buffer): Buffer {
  return Buffer.concat([varint(field * 8 + 2), varint(content.length), content]);
}

function text(field: number, content: string): Buffer {
  return bytes(field, Buffer.from(content));
}

function varint(value: number): Buffer {
  const out: number[] = [];
  let left = value;
  for (; left > 127; left = Math.floor(left / 128)) out.push((left % 128) + 128);
  return Buffer.from([...out, left]);
}
