// What build.mjs supplies: the texts of this side, and Lucide icons as shapes.
declare module "#texts" {
  const texts: Record<string, string>;
  export default texts;
}

declare module "lucide-static/icons/*.svg" {
  const shapes: [tag: string, attributes: Record<string, string>][];
  export default shapes;
}
