// Bytes of the named files: minified as they are, gzip, brotli. Python has no brotli, Node has.
import { readFileSync } from "node:fs";
import { brotliCompressSync, gzipSync } from "node:zlib";

const sizes = process.argv.slice(2).map((path) => {
  const content = readFileSync(path);
  return [content.length, gzipSync(content, { level: 9 }).length, brotliCompressSync(content).length];
});
console.log(JSON.stringify(sizes));
