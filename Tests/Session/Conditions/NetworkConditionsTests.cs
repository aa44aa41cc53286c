using System;
using System.Collections.Generic;
using NUnit.Framework;

namespace P2PNet.Tests.Sessions
{
    public sealed class NetworkConditionsTests
    {
        private static IEnumerable<TestCaseData> OutOfRange()
        {
            yield return new TestCaseData(new NetworkConditions { Latency = TimeSpan.FromMilliseconds(-1) }, "NetworkConditions.Latency is -0.001 s, but goes from 0 to 10 s.");
            yield return new TestCaseData(new NetworkConditions { Latency = TimeSpan.FromSeconds(11) }, "NetworkConditions.Latency is 11 s, but goes from 0 to 10 s.");
            yield return new TestCaseData(new NetworkConditions { Latency = TimeSpan.FromMilliseconds(10), Jitter = TimeSpan.FromMilliseconds(11) }, "NetworkConditions.Jitter is 0.011 s, but goes from 0 to Latency, which is 0.01 s.");
            yield return new TestCaseData(new NetworkConditions { Jitter = TimeSpan.FromMilliseconds(-1) }, "NetworkConditions.Jitter is -0.001 s, but goes from 0 to Latency, which is 0 s.");
            yield return new TestCaseData(new NetworkConditions { Loss = 5 }, "NetworkConditions.Loss is 5, but goes from 0 to 1.");
            yield return new TestCaseData(new NetworkConditions { Loss = double.NaN }, "NetworkConditions.Loss is NaN, but goes from 0 to 1.");
            yield return new TestCaseData(new NetworkConditions { Duplicate = -0.1 }, "NetworkConditions.Duplicate is -0.1, but goes from 0 to 1.");
            yield return new TestCaseData(new NetworkConditions { Reorder = 1.5 }, "NetworkConditions.Reorder is 1.5, but goes from 0 to 1.");
            yield return new TestCaseData(new NetworkConditions { Bandwidth = 10 }, "NetworkConditions.Bandwidth is 10, but goes from 8000 to 1000000000 bits a second, or 0 for no limit.");
            yield return new TestCaseData(new NetworkConditions { Bandwidth = -1 }, "NetworkConditions.Bandwidth is -1, but goes from 8000 to 1000000000 bits a second, or 0 for no limit.");
            yield return new TestCaseData(new NetworkConditions { MaxQueueDelay = TimeSpan.Zero }, "NetworkConditions.MaxQueueDelay is 0 s, but goes from 1 ms to 10 s.");
        }

        [TestCaseSource(nameof(OutOfRange))]
        public void WhatIsOutOfRangeIsNamed(NetworkConditions conditions, string sentence)
        {
            Assert.That((Action)(() => conditions.Validate("sending")), Throws.ArgumentException.With.Message.StartsWith(sentence).And.Property("ParamName").EqualTo("sending"));
            Assert.That((Action)(() => new P2PClientOptions { Conditions = conditions }.Validate()), Throws.ArgumentException.With.Message.StartsWith(sentence));
        }

        [Test]
        public void PresetsAreInRangeAndSayWhatTheyAre()
        {
            foreach (NetworkConditions preset in new[] { NetworkConditions.Cable, NetworkConditions.Wifi, NetworkConditions.Mobile4G, NetworkConditions.Mobile3G, NetworkConditions.Poor })
                preset.Validate("preset");
            Assert.That(NetworkConditions.Poor.ToString(), Is.EqualTo("120 ms ± 60 ms, 5 % lost, 1 % twice, 2 % out of order, 1 Mbit/s with up to 200 ms of queue"));
            Assert.That(new NetworkConditions().ToString(), Is.EqualTo("nothing changed"));
        }

        [Test]
        public void PlatformWithoutDatagramsSaysSo()
        {
            using var world = new VirtualWorld();
            Session session = world.NewSession("Ann")[0];
            Assert.That((Action)(() => session.Simulate(NetworkConditions.Poor)), Throws.TypeOf<PlatformNotSupportedException>().With.Message.Contains("browser"));
            Assert.That((Action)(() => session.Simulate(null)), Throws.TypeOf<PlatformNotSupportedException>());
        }

        // one session leaves while the next has set its own: the first one's end must not end the second one's
        [Test]
        public void SwitchIsGivenBackByWhoeverHasItAlone()
        {
            var simulation = new SimulationSwitch();
            var standing = new SimulatedConditions(NetworkConditions.Cable, NetworkConditions.Cable);
            var first = new SimulatedConditions(NetworkConditions.Poor, null);
            var second = new SimulatedConditions(null, NetworkConditions.Wifi);
            simulation.Stand(standing);
            simulation.Set(first);
            simulation.Set(second);
            simulation.Restore(first);
            Assert.That(simulation.Current, Is.SameAs(second));
            simulation.Restore(second);
            Assert.That(simulation.Current, Is.SameAs(standing));
        }
    }
}
