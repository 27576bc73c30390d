import { paletteCss } from '../../viz/charts/palette.ts';

const LIGHT = `--ground:#fff;--ink:#1b1f24;--muted:#5a636e;--rule:#d8dde3;--tint:#f4f6f8;
--best:#00684b;--best-tint:#e7f4ee;${paletteCss('light')}`;
const DARK = `--ground:#14171b;--ink:#e7eaee;--muted:#9ba5b1;--rule:#2f363e;--tint:#1c2026;
--best:#6fd3ac;--best-tint:#173026;${paletteCss('dark')}`;

/**
 * The report's only style sheet: light or dark as the reader's system is, light on paper, one
 * column on a phone. No fonts are loaded.
 */
export const STYLE_SHEET: string = `
:root{color-scheme:light dark;${LIGHT}}
@media (prefers-color-scheme:dark){:root{${DARK}}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0;background:var(--ground);color:var(--ink);
font:15px/1.55 ui-sans-serif,system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
main{max-width:1200px;margin:0 auto;padding:40px 24px 72px}
h1,h2,h3{line-height:1.2;text-wrap:balance;overflow-wrap:anywhere}
h1{font-size:30px;font-weight:600;letter-spacing:-.015em;margin:.1em 0 .7em}
h2{font-size:20px;font-weight:600;letter-spacing:-.005em;margin:0 0 .5em}
h3{font-size:15.5px;font-weight:600;margin:2em 0 .4em}
section{margin-top:48px;padding-top:28px;border-top:1px solid var(--rule)}
section h2:not(:first-child){margin-top:40px}
p{max-width:72ch;margin:.4em 0 1em}
.on{color:var(--muted);font-weight:400}
.kicker{margin:0;color:var(--muted);font-size:13px;letter-spacing:.02em}
.note,small{color:var(--muted);font-weight:400}
.warning{border-left:3px solid var(--framework-1);padding:.3em 0 .3em .8em}
dl{margin:0}
dd{margin:0;overflow-wrap:anywhere}
dt{color:var(--muted)}
.facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(200px,100%),1fr));gap:14px 32px}
.facts dt{font-size:13px}
.terms{max-width:86ch}
.terms>div{display:grid;grid-template-columns:11em 1fr;gap:0 1.2em;padding:.3em 0}
.findings{margin:28px 0 0;padding:14px 20px 14px 36px;background:var(--tint);border-radius:6px}
.findings li+li{margin-top:.3em}
ul{max-width:90ch}
.scroll{overflow-x:auto;margin:1.1em 0 1.6em;scrollbar-width:thin}
table{border-collapse:collapse;font-size:14px;font-variant-numeric:tabular-nums;min-width:min(100%,620px)}
caption{text-align:left;font-weight:600;padding-bottom:.45em}
th,td{text-align:right;vertical-align:top;padding:.42em .65em;border-bottom:1px solid var(--rule);white-space:nowrap}
thead th{font-weight:400;color:var(--muted);vertical-align:bottom;white-space:normal;
min-width:5.2em;line-height:1.3;border-bottom-color:var(--muted)}
th:first-child{text-align:left;padding-left:0;position:sticky;left:0;background:var(--ground)}
tbody th{font-weight:500}
td small{display:block;font-size:11.5px;line-height:1.3;white-space:normal}
td b{font-weight:650}
td.best{background:var(--best-tint)}
td.best b{color:var(--best)}
tr.group th{padding-top:1.3em;font-weight:600;white-space:normal;overflow-wrap:anywhere}
code{font:12px/1.4 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
.hashes{font-size:12px;min-width:0}
.grid{display:grid;gap:24px 28px;margin:1em 0 1.6em}
.three{grid-template-columns:repeat(auto-fill,minmax(min(330px,100%),1fr))}
.four{grid-template-columns:repeat(auto-fill,minmax(min(250px,100%),1fr))}
figure{margin:0;min-width:0;break-inside:avoid}
figcaption{font-size:13.5px;font-weight:600;margin-bottom:2px;overflow-wrap:anywhere}
figcaption .note{margin-left:.4em;font-size:12.5px}
figure svg{display:block;width:100%;height:auto;overflow:visible}
.legend{list-style:none;display:flex;flex-wrap:wrap;gap:.2em 1.4em;padding:0;margin:.2em 0 1em;font-size:13.5px}
.legend li{display:flex;align-items:center;gap:.5em;overflow-wrap:anywhere}
.legend svg{flex:none}
footer{margin-top:48px;color:var(--muted);font-size:13px}
:focus-visible{outline:2px solid var(--framework-0);outline-offset:2px}
@media (max-width:600px){
main{padding:24px 16px 48px}
h1{font-size:24px}
.terms>div{grid-template-columns:1fr}
th,td{padding:.42em .6em}
}
@media print{
:root{color-scheme:light;${LIGHT}}
body{font-size:9.5pt}
main{max-width:none;padding:0}
section{margin-top:20px;padding-top:16px}
h2,h3,.legend{break-after:avoid}
tr,.findings,.facts{break-inside:avoid}
.scroll{overflow:visible}
table{font-size:8pt;min-width:0}
th,td{padding:.3em .5em}
thead th{min-width:0}
td small{font-size:7pt}
figcaption,.legend{font-size:8.5pt}
figcaption .note{font-size:8pt}
h1{font-size:20pt}
h2{font-size:14pt}
h3{font-size:11pt}
.grid{gap:14px 18px}
.three{grid-template-columns:repeat(3,1fr)}
.four{grid-template-columns:repeat(2,1fr)}
.findings,td.best{-webkit-print-color-adjust:exact;print-color-adjust:exact}
@page{margin:16mm 14mm}
}
`;
