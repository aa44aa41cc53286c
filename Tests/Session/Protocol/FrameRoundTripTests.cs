using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using NUnit.Framework;
using P2PNet.Protocol;

namespace P2PNet.Tests.Sessions.Protocol
{
    internal sealed class FrameRoundTripTests
    {
        private static IEnumerable<TestCaseData> Frames() => FrameSamples.All().Select((frame, index) => new TestCaseData(frame).SetArgDisplayNames(index + " " + frame.Type));

        [TestCaseSource(nameof(Frames))]
        public void WritesWhatItReadAgain(Frame frame)
        {
            byte[] bytes = FrameSamples.Bytes(frame);

            Assert.That(FrameReader.TryRead(bytes, out Frame? read, out ProtocolError? error), Is.True, error?.ToString());
            Assert.That(read!.GetType(), Is.EqualTo(frame.GetType()));
            AssertSameValues(frame, read);
            Assert.That(FrameSamples.Text(read), Is.EqualTo(FrameSamples.Text(frame)));
        }

        [Test]
        public void SamplesCoverEveryFrameType()
        {
            string[] declared = typeof(FrameType).GetFields(BindingFlags.Static | BindingFlags.Public).Select(f => (string)f.GetRawConstantValue()!).ToArray();

            Assert.That(FrameSamples.All().Select(f => f.Type).Distinct(), Is.EquivalentTo(declared));
        }

        [Test]
        public void ReplacesTheReceiverByTheSenderWhenASignalIsPassedOn()
        {
            foreach (SignalFrame signal in FrameSamples.All().OfType<SignalFrame>().Where(s => s.To != null))
            {
                SignalFrame passedOn = signal.PassedOnFrom("ann", signal.Sequence);

                Assert.That(passedOn.GetType(), Is.EqualTo(signal.GetType()));
                Assert.That(FrameSamples.Text(passedOn), Is.EqualTo(FrameSamples.Text(signal).Replace("\"to\":\"bob\"", "\"from\":\"ann\"")));
            }
        }

        [Test]
        public void SaysItsTypeAlone()
        {
            foreach (Frame frame in FrameSamples.All()) Assert.That(frame.ToString(), Is.EqualTo(frame.Type));
        }

        [Test]
        public void KeepsTheCredentialOfAServerOutOfItsText() =>
            Assert.That(new IceServer(new[] { "turn:192.0.2.1" }, "user", "hunter2").ToString(), Is.EqualTo("turn:192.0.2.1"));

        /// <summary>Compares what was read with what was written, not only the two texts: a member that neither side knows would pass those.</summary>
        private static void AssertSameValues(object expected, object actual)
        {
            foreach (PropertyInfo property in expected.GetType().GetProperties())
            {
                object? left = property.GetValue(expected);
                object? right = property.GetValue(actual);
                string where = expected.GetType().Name + "." + property.Name;
                if (left is IReadOnlyDictionary<string, string> pairs) Assert.That(right, Is.EquivalentTo(pairs), where);
                else if (left is IReadOnlyList<string> texts) Assert.That(right, Is.EqualTo(texts), where);
                else if (left is System.Collections.IList list && right is System.Collections.IList other)
                {
                    Assert.That(other.Count, Is.EqualTo(list.Count), where);
                    for (int i = 0; i < list.Count; i++) AssertSameValues(list[i]!, other[i]!);
                }
                else if (left is null || left is string || left.GetType().IsValueType) Assert.That(right, Is.EqualTo(left), where);
                else AssertSameValues(left, right!);
            }
        }
    }
}
