/** A part of its own, fetched as the window opens: what no window shows at once. */
export { default as sheet } from "../style/more.css";
