// The least that the tests beside it need, under the names that those of test262 have.
function assert(isTrue, message) {
  if (isTrue !== true) throw new Test262Error(message);
}
assert.sameValue = function (actual, expected, message) {
  assert(Object.is(actual, expected), `${String(actual)} should be ${String(expected)}. ${message}`);
};
assert.throws = function (Expected, act, message) {
  try {
    act();
  } catch (error) {
    assert(error.constructor === Expected, `threw a ${error.constructor.name}. ${message}`);
    return;
  }
  assert(false, `threw nothing. ${message}`);
};
