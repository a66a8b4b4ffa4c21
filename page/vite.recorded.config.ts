/** A recorded run as one script and one style, which Python writes into a single file; see show/standalone.py. */
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  plugins: [
    {
      name: "answers-from-the-file",
      enforce: "pre",
      async resolveId(source, importer) {
        if (!source.endsWith("/socket") || importer?.includes("/recorded/")) return null;
        const found = await this.resolve(source, importer, { skipSelf: true });
        return found?.id === here("src/session/socket.ts") ? here("src/recorded/socket.ts") : null;
      },
    },
  ],
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  define: { "process.env.NODE_ENV": '"production"' },
  publicDir: false,
  build: {
    outDir: "../src/glasscity/watch/recorded_page",
    emptyOutDir: true,
    target: "es2022",
    sourcemap: false,
    cssCodeSplit: false,
    license: { fileName: "licences.md" },
    lib: { entry: "src/recorded/main.tsx", name: "glasscityRecorded", formats: ["iife"], fileName: () => "page.js", cssFileName: "page" },
  },
});
