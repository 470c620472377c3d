// node tag.mjs BUNDLE < texts.jsonl: the bundle read with other people's libraries alone.
// Each line is a paragraph as a JSON string that fits one window; each line out is a JSON list of
// {label, start, end}, offsets in code points. Words are tokenised one by one, which is what BERT's
// tokenizer does too, but for symbols that touch: a flag's two halves are one token there.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Tokenizer } from "@huggingface/tokenizers";
import ort from "onnxruntime-node";

const bundle = process.argv[2];
const read = (name) => JSON.parse(readFileSync(join(bundle, name), "utf8"));
const settings = read("bundle.json");
const schema = read("schema.json");
const tokenizer = new Tokenizer(read("tokenizer.json"), {});
const session = await ort.InferenceSession.create(join(bundle, "model.onnx"));
const [first, last] = tokenizer.encode("").ids;

// Runs of letters and digits, or single other characters, with half-open ranges in code points.
function words(text) {
  const found = [];
  for (const match of text.matchAll(/[\p{L}\p{N}\p{M}_]+|[^\s]/gu)) {
    const start = [...text.slice(0, match.index)].length;
    found.push({ text: match[0], start, end: start + [...match[0]].length });
  }
  return found;
}

function shape(word) {
  const upper = /\p{Lu}/u.test(word);
  if (/\p{Ll}/u.test(word) && !upper) return 0;
  if (/^\p{Lu}{2,}$/u.test(word)) return 2;
  if (/\p{Nd}/u.test(word)) return 3;
  return /^\p{Lu}/u.test(word) ? 1 : 0;
}

// Best path of one layer in which I-x follows only B-x or I-x; scores are of shape [word][tag].
function viterbi(scores) {
  const legal = (from, to) => to === 0 || to % 2 === 1 || from === to || from === to - 1;
  let total = scores[0].map((score, tag) => (legal(0, tag) ? score : -Infinity));
  const back = [];
  for (const row of scores.slice(1)) {
    const best = row.map((_, to) => {
      let from = 0;
      total.forEach((value, tag) => {
        if (legal(tag, to) && value > (legal(from, to) ? total[from] : -Infinity)) from = tag;
      });
      return from;
    });
    total = row.map((score, to) => total[best[to]] + score);
    back.push(best);
  }
  const path = [total.indexOf(Math.max(...total))];
  for (const best of back.reverse()) path.unshift(best[path[0]]);
  return path;
}

async function tag(text) {
  const kept = [];
  const ids = [first];
  const shapes = [0];
  for (const word of words(text)) {
    const pieces = tokenizer.encode(word.text, { add_special_tokens: false }).ids;
    if (!pieces.length) continue;
    kept.push({ ...word, token: ids.length });
    ids.push(...pieces);
    shapes.push(...pieces.map(() => shape(word.text)));
  }
  ids.push(last);
  shapes.push(0);
  if (ids.length > settings.max_length) throw new Error(`${ids.length} tokens: more than a window`);
  if (!kept.length) return [];
  const tensor = (values) => new ort.Tensor("int64", BigInt64Array.from(values, BigInt), [1, ids.length]);
  const inputs = { input_ids: tensor(ids), attention_mask: tensor(ids.map(() => 1)) };
  if (settings.shapes) inputs.token_type_ids = tensor(shapes);
  const { logits } = await session.run(inputs);
  const width = logits.dims[2];
  const spans = [];
  let column = 0;
  for (const layer of schema.layers) {
    const tags = 1 + 2 * layer.labels.length;
    const begin = column;
    const path = viterbi(
      kept.map(({ token }) => {
        const at = token * width + begin;
        return Array.from(logits.data.slice(at, at + tags));
      }),
    );
    column += tags;
    path.forEach((value, word) => {
      if (value % 2 === 0) return;
      let end = word + 1;
      while (path[end] === value + 1) end += 1;
      const label = layer.labels[(value - 1) / 2].name;
      spans.push({ label, start: kept[word].start, end: kept[end - 1].end });
    });
  }
  return spans;
}

for await (const line of createInterface({ input: process.stdin })) {
  console.log(JSON.stringify(await tag(JSON.parse(line))));
}
