// Builds widget/ and console/, and link/ with both, into server/samovar/static/dist.
//   node build.mjs                 build and print the sizes
//   node build.mjs --check-size    the same, and fail over one of the widget's byte budgets
//   node build.mjs --test [NAME]   bundle and run the tests of link, widget and console, or only files whose name ends so
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { run } from "node:test";
import { spec } from "node:test/reporters";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";
import * as esbuild from "esbuild";
import { minify } from "terser";

const ROOT = dirname(fileURLToPath(import.meta.url));
const DIST = join(ROOT, "server/samovar/static/dist");
const LANGUAGES = ["ru", "en"];
// Gzip bytes: what a page pays before anyone opens anything, all that the first opening fetches (e2e/test_opening.py
// sees that it is no more), each part fetched when somebody first needs it.
const LOADER_BUDGET = 4_500;
const OPENING_BUDGET = 18_000;
const PART_BUDGET = 5_000;
// The first with adoptedStyleSheets and Array.at; what they do not know of newer JavaScript and CSS is lowered.
const TARGET = ["chrome92", "firefox101", "safari16.4"];

const COMMON = {
  absWorkingDir: ROOT,
  bundle: true,
  minify: true,
  target: TARGET,
  charset: "utf8",
  supported: { "regexp-unicode-property-escapes": true },
  jsx: "automatic",
  jsxImportSource: "preact",
  legalComments: "none", // licenses.txt carries them
  sourcemap: "external",
  metafile: true,
  write: false,
  outdir: DIST,
  logLevel: "warning",
};

// `import texts from "#texts"`: the importing side's own texts in the language of the bundle.
// As an enum, for its members are written out where they stand, and those nobody uses are left out.
const texts = (language) => ({
  name: "texts",
  setup(build) {
    build.onResolve({ filter: /^#texts$/ }, ({ importer }) => {
      const [side] = relative(ROOT, importer).split(sep);
      return { path: join(ROOT, side, "texts", `${language}.json`), namespace: "texts" };
    });
    build.onLoad({ filter: /./, namespace: "texts" }, async ({ path }) => {
      const entries = Object.entries(JSON.parse(await readFile(path, "utf8")));
      const members = entries.map(([key, text]) => `${JSON.stringify(key)} = ${JSON.stringify(text)}`);
      return { contents: `enum Texts {${members}}\nexport { Texts as default };`, loader: "ts" };
    });
  },
});

// `import style from "./panel.css"`: the minified sheet as text, for adoptedStyleSheets.
const cssAsText = {
  name: "css-as-text",
  setup(build) {
    build.onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const { code } = await esbuild.transform(await readFile(path, "utf8"), {
        loader: "css",
        minify: true,
        charset: "utf8",
        target: TARGET,
      });
      return { contents: code.trim(), loader: "text" };
    });
  },
};

// `import send from "lucide-static/icons/send.svg"`: its shapes as [tag, attributes][], to be drawn without innerHTML.
const svgAsShapes = {
  name: "svg-as-shapes",
  setup(build) {
    build.onResolve({ filter: /^lucide-static\/.*\.svg$/ }, ({ path }) => ({
      path: join(ROOT, "node_modules", path),
    }));
    build.onLoad({ filter: /\.svg$/ }, async ({ path }) => {
      const inside = (await readFile(path, "utf8")).replace(/^[\s\S]*?<svg[^>]*>/, "");
      const shapes = [...inside.matchAll(/<(\w+)\s([^>]*?)\/>/g)].map(([, tag, attributes]) => [
        tag,
        Object.fromEntries(
          [...attributes.matchAll(/([\w-]+)="([^"]*)"/g)].map(([, name, value]) => [name, value]),
        ),
      ]);
      return { contents: JSON.stringify(shapes), loader: "json" };
    });
  },
};

const script = (name, entry, language, plugins) => ({
  entryPoints: [{ in: entry, out: name }],
  format: "esm",
  plugins: [texts(language), svgAsShapes, ...plugins],
});

// What a visitor loads.
const small = (...what) => ({
  ...script(...what, [cssAsText]),
  // Also where the page has spoiled its own language: there they come from a frame.
  inject: ["widget/src/page.ts"],
});

const LOADER = small("widget", "widget/src/loader/main.ts", "ru");

const FURTHER = [
  ...LANGUAGES.map((language) => small(`panel.${language}`, "widget/src/panel/panel.tsx", language)),
  small("fallback", "link/src/connection/long-poll.ts", "ru"),
  ...LANGUAGES.map((language) => small(`more.${language}`, "widget/src/parts/more.tsx", language)),
  ...LANGUAGES.map((language) => small(`leave.${language}`, "widget/src/parts/leave.tsx", language)),
  small("back", "widget/src/parts/back.ts", "ru"),
  small("modal", "widget/src/parts/modal.ts", "ru"),
  small("notice", "widget/src/parts/notice.ts", "ru"),
  small("held", "widget/src/parts/held.tsx", "ru"),
  small("frame", "widget/src/parts/frame.ts", "ru"),
  small("links", "widget/src/parts/links.tsx", "ru"),
];

const CONSOLE = [
  ...LANGUAGES.map((language) => script(`console.${language}`, "console/src/app/main.tsx", language, [])),
  ...LANGUAGES.map((language) =>
    script(`console.bell.${language}`, "console/src/app/my-bell.ts", language, []),
  ),
  {
    entryPoints: [{ in: "console/src/style/console.css", out: "console" }],
    loader: { ".woff2": "file" },
    assetNames: "[name]-[hash]",
  },
];

// The loader begins when its entry says so: until then nothing of it runs, not even what stands outside of functions.
async function folded() {
  const { inject, ...entry } = small("entry", "widget/src/loader/entry.ts", "ru");
  const { outputFiles } = await esbuild.build({ ...COMMON, ...entry, sourcemap: false });
  return {
    ...LOADER,
    banner: { js: "(()=>{const begin=tag=>{" },
    footer: { js: `};${outputFiles[0].text}})();` },
  };
}

async function build() {
  const started = performance.now();
  const visitors = [await folded(), ...FURTHER];
  const results = await Promise.all([...visitors.map(bundledTwice), ...CONSOLE.map(bundled)]);
  const files = new Map(
    results.flatMap((one) => one.outputFiles).map((file) => [basename(file.path), file.contents]),
  );
  files.set("licenses.txt", Buffer.from(await licenses(results.map((one) => one.metafile))));
  files.set("manifest.json", Buffer.from(manifest(files)));
  await writeDist(files);
  console.log(`${files.size} files in ${Math.round(performance.now() - started)} ms`);
  return files;
}

const bundled = (bundle) => esbuild.build({ ...COMMON, ...bundle });

// A second minifier finds what the first left: every visitor pays for it.
async function bundledTwice(bundle) {
  const { metafile, outputFiles } = await bundled(bundle);
  const [map, script] = outputFiles;
  const { code, map: content } = await minify(script.text, {
    ecma: 2020,
    module: true,
    // Getters that the widget reads do nothing but answer, and what it calls with `new` are classes.
    compress: {
      passes: 3,
      pure_getters: true,
      unsafe_arrows: true,
      unsafe_methods: true,
      lhs_constants: false,
    },
    sourceMap: { content: map.text },
  });
  const contents = { [map.path]: content, [script.path]: code };
  return {
    metafile,
    outputFiles: Object.entries(contents).map(([path, text]) => ({ path, contents: Buffer.from(text) })),
  };
}

// File name → hash of the content, so that the server can hand out addresses to be cached for ever.
function manifest(files) {
  const hash = (content) => createHash("sha256").update(content).digest("hex").slice(0, 12);
  const served = [...files].filter(([name]) => !name.endsWith(".map")).sort(([a], [b]) => (a < b ? -1 : 1));
  return `${JSON.stringify(Object.fromEntries(served.map(([name, content]) => [name, hash(content)])), null, 2)}\n`;
}

// The licences of everything that is inside the bundles.
async function licenses(metafiles) {
  const inputs = metafiles.flatMap((one) => Object.keys(one.inputs));
  const found = inputs.map((path) => /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1]).filter(Boolean);
  const text = async (name) => {
    const folder = join(ROOT, "node_modules", name);
    const file = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
    return `${name}\n\n${(await readFile(join(folder, file), "utf8")).trim()}\n`;
  };
  return (await Promise.all([...new Set(found)].sort().map(text))).join(`\n${"-".repeat(80)}\n\n`);
}

// The manifest comes last: Make and hatch_build.py take it as the sign of a finished build.
async function writeDist(files) {
  await mkdir(DIST, { recursive: true });
  const stale = (await readdir(DIST)).filter((name) => !files.has(name));
  for (const [name, content] of files) await writeFile(join(DIST, name), content);
  await Promise.all(stale.map((name) => rm(join(DIST, name), { recursive: true })));
}

function sizes(files) {
  const shown = [...files.keys()]
    .filter((name) => name.endsWith(".js") && !name.startsWith("console."))
    .sort();
  return shown.map((name) => {
    const content = files.get(name);
    return {
      name,
      min: content.length,
      gzip: gzipSync(content, { level: 9 }).length,
      brotli: brotliCompressSync(content).length,
    };
  });
}

// A part in two languages counts once, with its larger one; whatever is neither loader nor panel is a further part.
// On phones, where the window covers the page, Back is fetched as it opens.
function checkSize(measured) {
  const largest = new Map();
  for (const { name, gzip } of measured) {
    const part = name.split(".")[0];
    largest.set(part, Math.max(gzip, largest.get(part) ?? 0));
  }
  const { widget: loader, panel, back, ...further } = Object.fromEntries(largest);
  const budgets = {
    loader: { gzip: loader, budget: LOADER_BUDGET },
    "first opening": { gzip: loader + panel, budget: OPENING_BUDGET },
    "the same on a phone": { gzip: loader + panel + back, budget: OPENING_BUDGET },
    back: { gzip: back, budget: PART_BUDGET },
  };
  for (const [name, gzip] of Object.entries(further)) budgets[name] = { gzip, budget: PART_BUDGET };
  console.table(budgets);
  const over = Object.entries(budgets).filter(([, { gzip, budget }]) => gzip > budget);
  if (over.length > 0) throw new Error(`over the byte budget: ${over.map(([name]) => name).join(", ")}`);
}

async function testFiles(side, end) {
  const folder = join(ROOT, side, "test");
  if (!existsSync(folder)) return [];
  const names = await readdir(folder, { recursive: true });
  return names
    .filter((name) => /\.test\.tsx?$/.test(name) && name.endsWith(end))
    .map((name) => join(folder, name));
}

async function bundleTests(outdir, end) {
  const sides = ["link", "widget", "console"].map((side) => testFiles(side, end));
  const entryPoints = (await Promise.all(sides)).flat();
  const outExtension = { ".js": ".mjs" };
  const node = {
    platform: "node",
    format: "esm",
    packages: "external",
    target: "node20",
    outbase: ROOT,
    outExtension,
  };
  const plugins = [texts("ru"), svgAsShapes, cssAsText];
  const options = {
    ...COMMON,
    ...node,
    entryPoints,
    outdir,
    plugins,
    minify: false,
    sourcemap: "inline",
    write: true,
  };
  await esbuild.build(options);
  return entryPoints.map((path) => join(outdir, relative(ROOT, path).replace(/tsx?$/, "mjs")));
}

// Node reports a file that holds no test as one passed test with the file's name: that does not count.
async function runTests(files) {
  let [passed, failed] = [0, 0];
  process.env.NODE_OPTIONS = "--enable-source-maps";
  const events = run({ files, concurrency: true, timeout: 60_000 });
  events.on("test:pass", ({ name }) => {
    passed += files.includes(resolve(name)) ? 0 : 1;
  });
  events.on("test:fail", () => {
    failed += 1;
  });
  for await (const line of events.compose(spec)) process.stdout.write(line);
  if (passed === 0) throw new Error("no test ran");
  if (failed > 0) throw new Error(`${failed} failed`);
}

// Inside node_modules, where the bundled tests find the packages that stay outside of them.
async function test(end = "") {
  const folder = await mkdtemp(join(ROOT, "node_modules/.test-"));
  try {
    await runTests(await bundleTests(folder, end));
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function main(option, name) {
  if (option === "--test") return test(name);
  const measured = sizes(await build());
  console.table(Object.fromEntries(measured.map(({ name, ...bytes }) => [name, bytes])));
  if (option === "--check-size") checkSize(measured);
}

main(process.argv[2], process.argv[3]).catch((error) => {
  console.error(`build.mjs: ${error.message}`);
  process.exitCode = 1;
});
