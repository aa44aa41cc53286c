using System;
using System.Collections.Generic;
using System.Globalization;
using NUnit.Framework;

namespace P2PNet.Tests.Rtc.Link
{
    /// <summary>
    /// Every kind of network, change and moment together: no link is lost, no message lost or doubled, and the best path is found again. To look for more, set
    /// P2PNET_SEARCH_FIRST and P2PNET_SEARCH_COUNT; one seed alone tells its packets.
    /// </summary>
    public sealed class ChangingNetworksTests
    {
        // CheckBurst and 200 ms of Pacing, for the generation that carries the data and one that restarts; measured over 500 matches: 21.
        private const int MostChecks = 30;

        [Test]
        public void AMatchSurvivesWhateverHappensToItsNetworks()
        {
            int first = Setting("P2PNET_SEARCH_FIRST", 1);
            int count = Setting("P2PNET_SEARCH_COUNT", 48);
            var problems = new List<string>();
            var silences = new List<double>();
            var settlings = new List<double>();
            int checks = 0;
            for (int seed = first; seed < first + count; seed++)
            {
                var scenario = new ChangeScenario((ulong)seed);
                string? problem = scenario.Run(tells: count == 1);
                if (problem != null) problems.Add(scenario + ": " + problem);
                silences.Add(scenario.Silence.TotalMilliseconds);
                settlings.Add(scenario.Settling.TotalMilliseconds);
                checks = Math.Max(checks, scenario.Checks);
            }

            silences.Sort();
            settlings.Sort();
            TestContext.Out.WriteLine(
                count + " matches; silence " + silences[count / 2] + " ms, at most " + silences[count - 1]
                + "; the best path after " + settlings[count / 2] + " ms, at most " + settlings[count - 1] + "; checks within 200 ms at most " + checks);
            Assert.That(problems, Is.Empty, () => problems.Count + " of " + count + "\n" + string.Join("\n", problems));
            Assert.That(checks, Is.LessThanOrEqualTo(MostChecks));
        }

        private static int Setting(string name, int otherwise)
            => Environment.GetEnvironmentVariable(name) is string text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
    }
}
