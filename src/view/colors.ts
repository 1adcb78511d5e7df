/**
 * The colours of the viewer, for light and dark pages. Text on what it stands on has a contrast of at least 4.5, lines and marks one of at least 3 (WCAG 2.2): a test measures it.
 * No two things are told apart by colour alone: threads have numbers, edges have names and dashes.
 */
export const colors = `
:host {
  --paper: light-dark(#ffffff, #15171b);
  --raised: light-dark(#f5f6f8, #22252b);
  --sunken: light-dark(#f8f9fa, #1a1d22);
  --hover: light-dark(#e9ecf0, #2d3139);
  --ink: light-dark(#1b1e23, #e7e9ed);
  --faint: light-dark(#59616d, #a3abb8);
  --disabled: light-dark(#8b929d, #6f7785);
  --line: light-dark(#dfe3e8, #30353d);
  --line-strong: light-dark(#8a929d, #6d7684);
  --accent: light-dark(#2557c7, #8fb4ff);
  --link: light-dark(#1d4db8, #9dbdff);
  --focus: light-dark(#2557c7, #8fb4ff);
  --selected: light-dark(#e8efff, #232f4a);
  --cursor: light-dark(#c6d7ff, #37508a);
  --error: light-dark(#b3201c, #ff9a92);
  --error-soft: light-dark(#fdf0ef, #38201f);
  --error-band: light-dark(#f0a6a2, #8c3531);
  --good: light-dark(#17692f, #7fd596);
  --unsure: light-dark(#8a5300, #f0b95c);
  --unsure-soft: light-dark(#fff5e2, #33290f);
}
.t0 { --thread: light-dark(#00666b, #5ccfd4); }
.t1 { --thread: light-dark(#9c1d76, #f297d4); }
.t2 { --thread: light-dark(#3a4fb8, #a7b6ff); }
.t3 { --thread: light-dark(#7d5200, #e6be62); }
.t4 { --thread: light-dark(#2f6a20, #97d582); }
.t5 { --thread: light-dark(#6f3fb0, #cba9ff); }
.rf { --edge: light-dark(#0b6b38, #63d394); --dash: solid; --dashes: none; }
.co { --edge: light-dark(#8a4a00, #efae61); --dash: dashed; --dashes: 7 4; }
.fr { --edge: light-dark(#8b2fa8, #e09dfb); --dash: dotted; --dashes: 2 3; }
.sw { --edge: light-dark(#1554d1, #86b1ff); --dash: double; --dashes: 14 3; }
.hb { --edge: light-dark(#5a626e, #a4acb9); --dash: dotted; --dashes: 1.5 4; }
`;
