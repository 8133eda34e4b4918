/** The loader: all that a host page pays for until somebody talks. */
import { Widget } from "./loader/widget";
import { findSettings } from "./loader/tag";
import { takeUp } from "./loader/api";

const settings = findSettings();
const idle = window.requestIdleCallback ?? ((fn: () => void) => setTimeout(fn, 200));

if (!settings) console.warn("Samovar: the script tag has no data-key.");
else if (takeUp()) idle(() => new Widget(settings).begin(), { timeout: 2_000 });
