// Build the front end: the style sheet, our module, and the files that they name.
//
// Writes config/site/static/build/ afresh. Needs `npm ci`; run it with `npm run build`.
// GOV.UK Frontend's fonts and images stay behind: their licence is for gov.uk alone.

import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as sass from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "..", "..", "..");
const modules = join(root, "node_modules");
const built = join(here, "..", "static", "build");

// A map is named in a comment that the manifest storage would look for and not find.
const withoutSourceMap = (text) => text.replace(/\/[/*]# sourceMappingURL=\S+/g, "").trimEnd() + "\n";

rmSync(built, { recursive: true, force: true });
mkdirSync(join(built, "fonts"), { recursive: true });

const { css } = sass.compile(join(here, "site.scss"), {
  style: "compressed",
  loadPaths: [root, modules],
  quietDeps: true,
});
writeFileSync(join(built, "site.css"), css);

const govuk = readFileSync(join(modules, "govuk-frontend/dist/govuk/govuk-frontend.min.js"), "utf8");
writeFileSync(join(built, "govuk-frontend.js"), withoutSourceMap(govuk));
cpSync(join(here, "site.js"), join(built, "site.js"));
cpSync(join(here, "favicon.svg"), join(built, "favicon.svg"));
cpSync(join(modules, "@ministryofjustice/frontend/moj/assets/images/icon-document.svg"), join(built, "images/icon-document.svg"));

const typeface = join(modules, "@fontsource-variable/source-sans-3");
for (const script of ["latin", "latin-ext"]) {
  for (const style of ["normal", "italic"]) {
    const name = `source-sans-3-${script}-wght-${style}.woff2`;
    cpSync(join(typeface, "files", name), join(built, "fonts", name));
  }
}
cpSync(join(typeface, "LICENSE"), join(built, "fonts", "LICENSE.txt"));
