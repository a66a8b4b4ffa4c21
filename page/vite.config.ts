/** The page is built into the Python package, so that whoever installs glasscity needs no Node. */
import { defineConfig } from "vitest/config";

export default defineConfig({
  base: "./",
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    outDir: "../src/glasscity/watch/page",
    emptyOutDir: true,
    target: "es2022",
    // Everything comes from a file of its own: the content policy forbids inline scripts and styles.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    sourcemap: false,
    license: { fileName: "assets/licences.md" },
    rolldownOptions: {
      input: { city: "index.html" },
      output: {
        // No hashes: the same sources give the same files, and a new build changes only what changed.
        entryFileNames: "assets/[name].js",
        chunkFileNames: (chunk) => `assets/${chunk.name.toLowerCase()}.js`,
        assetFileNames: (asset) => `assets/${(asset.names[0] ?? "asset").toLowerCase()}`,
      },
    },
  },
  server: { proxy: { "/session": { target: "ws://127.0.0.1:8899", ws: true } } },
  test: { include: ["src/**/*.test.ts"] },
});
