using NUnit.Framework;
using P2PNet.Rtc;

namespace P2PNet.Tests.Sessions
{
    [TestFixture]
    internal sealed class SequenceFilterTests
    {
        [Test]
        public void TakesOnlyWhatIsNewer()
        {
            var filter = default(SequenceFilter);
            Timestamp now = Timestamp.FromMilliseconds(10);
            Assert.That(filter.TryAdvance(now, 40000), "any number can be the first");
            Assert.That(filter.TryAdvance(now, 40000), Is.False);
            Assert.That(filter.TryAdvance(now, 39999), Is.False);
            Assert.That(filter.TryAdvance(now, 40002));
            Assert.That(filter.TryAdvance(now, 40001), Is.False);
        }

        [Test]
        public void GoesRoundTheCircle()
        {
            var filter = default(SequenceFilter);
            ushort sequence = 65530;
            for (int i = 0; i < 20; i++) Assert.That(filter.TryAdvance(Timestamp.FromMilliseconds(i), sequence++), i.ToString());
            Assert.That(filter.TryAdvance(Timestamp.FromMilliseconds(20), 65535), Is.False);
        }

        [Test]
        public void AnyNumberIsNewAfterALongSilence()
        {
            // The counter of a sender that wrote 40000 messages to others meanwhile.
            var filter = default(SequenceFilter);
            Assert.That(filter.TryAdvance(Timestamp.FromMilliseconds(0), 100));
            Assert.That(filter.TryAdvance(Timestamp.FromMilliseconds(4999), 40100), Is.False);
            Assert.That(filter.TryAdvance(Timestamp.FromMilliseconds(5000), 40100));
        }
    }
}
