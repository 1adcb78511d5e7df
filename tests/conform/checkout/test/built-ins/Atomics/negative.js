/*---
negative:
  phase: parse
  type: SyntaxError
---*/
$DONOTEVALUATE() 5;
