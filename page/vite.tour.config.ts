/** The tour as one script and one style, which Python writes into a single file; see src/glasscity/show/standalone.py. */
import { defineConfig } from "vite";

export default defineConfig({
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  define: { "process.env.NODE_ENV": '"production"' },
  publicDir: false,
  build: {
    outDir: "../src/glasscity/tour/built",
    emptyOutDir: true,
    target: "es2022",
    sourcemap: false,
    cssCodeSplit: false,
    license: { fileName: "licences.md" },
    lib: { entry: "src/tour/export.tsx", name: "glasscityTour", formats: ["iife"], fileName: () => "page.js", cssFileName: "page" },
  },
});
