// Builds the entries into build/assets with a manifest that `kexie.base.ui.assets` reads.
import { defineConfig } from "vite";

const ui = "src/kexie/base/ui/static/ui";
const matters = "src/kexie/base/matters/static/matters";

export default defineConfig({
  base: "./", // chunks find each other wherever STATIC_URL points
  publicDir: false,
  build: {
    outDir: "build/assets",
    manifest: true,
    target: ["chrome80", "safari14", "firefox78"], // what offices here still run
    modulePreload: false, // one chunk per entry: nothing to preload
    assetsDir: "",
    chunkSizeWarningLimit: 700, // the drawing page: bpmn-js is one piece
    rollupOptions: {
      // htmx can eval; its configuration in ui/base.html and the content security policy forbid it
      onwarn: (warning, warn) => warning.code !== "EVAL" && warn(warning),
      input: { app: `${ui}/bundle.js`, bpmn: `${matters}/drawing/bundle.js` },
    },
  },
});
