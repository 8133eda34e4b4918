// What build.mjs makes of files that are not scripts.

declare module "*.css" {
  /** The minified sheet, for `CSSStyleSheet.replaceSync`. */
  const css: string;
  export default css;
}

declare module "*.svg" {
  /** The shapes inside the drawing, each a tag with its attributes. */
  const shapes: [tag: string, attributes: Record<string, string>][];
  export default shapes;
}
