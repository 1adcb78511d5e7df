function Test262Error(message) {
  this.message = String(message);
}
Test262Error.prototype.name = 'Test262Error';
