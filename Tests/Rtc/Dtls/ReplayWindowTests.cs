using System.Collections.Generic;
using NUnit.Framework;
using P2PNet.Rtc.Dtls;

namespace P2PNet.Tests.Rtc.Dtls
{
    public sealed class ReplayWindowTests
    {
        [Test]
        public void AgreesWithASetOfTheLast64()
        {
            for (ulong seed = 1; seed <= 10; seed++)
            {
                var random = new SeededRandom(seed);
                var window = default(ReplayWindow);
                var seen = new HashSet<ulong>();
                ulong highest = 0;
                for (int i = 0; i < 2000; i++)
                {
                    ulong sequence = random.Next(20) == 0 ? highest + (ulong)random.Next(200) : highest + 8 - (ulong)random.Next((int)System.Math.Min(highest + 8, 90));
                    bool expected = !seen.Contains(sequence) && (seen.Count == 0 || sequence > highest || highest - sequence < 64);
                    Assert.That(window.IsNew(sequence), Is.EqualTo(expected), "seed " + seed + ", " + sequence + " after " + highest);
                    if (!expected) continue;
                    window.Add(sequence);
                    seen.Add(sequence);
                    highest = System.Math.Max(highest, sequence);
                }
            }
        }

        [Test]
        public void JumpsForget()
        {
            var window = default(ReplayWindow);
            window.Add(0);
            Assert.That(window.IsNew(0), Is.False);
            window.Add(64);
            Assert.That(window.IsNew(0), Is.False, "older than the window");
            Assert.That(window.IsNew(1), Is.True);
            window.Add((1UL << 48) - 1);
            Assert.That(window.IsNew(64), Is.False);
            Assert.That(window.IsNew((1UL << 48) - 64), Is.True);
            Assert.That(window.IsNew((1UL << 48) - 1), Is.False);
        }
    }
}
