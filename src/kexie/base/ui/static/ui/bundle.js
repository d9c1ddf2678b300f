// Vite's entry: the same style sheets and modules that are served one by one where there is no Node, and htmx.
import htmx from "htmx.org";

import "./tokens.css";
import "./base.css";
import "./layout.css";
import "./components.css";
import "./print.css";
import "./app.js";

window.htmx = htmx;
