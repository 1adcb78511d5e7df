// As the helper of test262 does: asks for a report until there is one.
{
  const getReport = $262.agent.getReport.bind($262.agent);
  $262.agent.getReport = () => {
    for (;;) {
      const report = getReport();
      if (report !== null) return report;
      $262.agent.sleep(1);
    }
  };
}
