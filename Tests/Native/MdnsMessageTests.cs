using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using P2PNet.Native;
using P2PNet.Rtc;

namespace P2PNet.Tests.Native
{
    public sealed class MdnsMessageTests
    {
        private const string Name = "5b1f1c1e-9e3f-4a32-8a2d-0c8b2e6a7d11.local";

        // A response as Chromium sends it: one A record with the cache-flush bit, TTL 120, multicast.
        private static readonly byte[] Response =
            new byte[] { 0, 0, 0x84, 0, 0, 0, 0, 1, 0, 0, 0, 0 }
                .Concat(NameBytes(Name)).Concat(new byte[] { 0, 1, 0x80, 1, 0, 0, 0, 120, 0, 4, 192, 0, 2, 7 }).ToArray();

        [Test]
        public void QueryAsksForBothFamilies([Values] bool wantsUnicast)
        {
            var query = new byte[MdnsMessage.MaxQueryLength];
            int length = MdnsMessage.WriteQuery(query, 0x1234, Name, wantsUnicast);
            byte top = wantsUnicast ? (byte)0x80 : (byte)0;
            byte[] expected = new byte[] { 0x12, 0x34, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0 }
                .Concat(NameBytes(Name)).Concat(new byte[] { 0, 1, top, 1 })
                .Concat(NameBytes(Name)).Concat(new byte[] { 0, 28, top, 1 }).ToArray();
            Assert.That(query.Take(length), Is.EqualTo(expected));
        }

        [TestCase("a.local", true)]
        [TestCase("A.LOCAL", true)]
        [TestCase("a.b.local", true)]
        [TestCase("local", false)]
        [TestCase(".local", false)]
        [TestCase("a..local", false)]
        [TestCase("a.local.", false)]
        [TestCase("a.example.org", false)]
        [TestCase("a b.local", false)]
        [TestCase("ü.local", false)]
        public void KnowsItsNames(string name, bool isLocal) => Assert.That(MdnsMessage.IsLocalName(name), Is.EqualTo(isLocal));

        [Test]
        public void LongestNameFits()
        {
            string name = string.Join(".", Enumerable.Repeat(new string('a', 63), 3)) + "." + new string('b', 53) + ".local";
            Assert.That(MdnsMessage.IsLocalName(name), name.Length.ToString());
            Assert.That(MdnsMessage.IsLocalName("a" + name), Is.False);
            Assert.That(MdnsMessage.WriteQuery(new byte[MdnsMessage.MaxQueryLength], 0, name, false), Is.LessThanOrEqualTo(MdnsMessage.MaxQueryLength));
        }

        [Test]
        public void ReadsTheAddressWhateverTheCapitals()
        {
            Assert.That(Read(Response, Name), Is.EqualTo(new[] { "192.0.2.7" }));
            Assert.That(Read(Response, Name.ToUpperInvariant()), Is.EqualTo(new[] { "192.0.2.7" }));
            Assert.That(Read(Response, "x" + Name), Is.Empty);
            Assert.That(Read(Response, Name.Substring(1)), Is.Empty);
        }

        [Test]
        public void ReadsPointersOtherRecordsAndBothFamilies()
        {
            // The question is repeated (RFC 6762 §6.7), then TXT of another name, A and AAAA by a pointer to the question.
            byte[] message = new byte[] { 0x12, 0x34, 0x84, 0, 0, 1, 0, 3, 0, 0, 0, 0 }
                .Concat(NameBytes(Name)).Concat(new byte[] { 0, 1, 0, 1 })
                .Concat(NameBytes("b.local")).Concat(new byte[] { 0, 16, 0, 1, 0, 0, 0, 1, 0, 2, 1, 65 })
                .Concat(new byte[] { 0xC0, 12, 0, 1, 0x80, 1, 0, 0, 0, 10, 0, 4, 10, 0, 0, 1 })
                .Concat(new byte[] { 0xC0, 12, 0, 28, 0x80, 1, 0, 0, 0, 10, 0, 16, 0xFD, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1 }).ToArray();
            Assert.That(Read(message, Name, 0x1234), Is.EqualTo(new[] { "10.0.0.1", "fd00::1" }));
            Assert.That(Read(message, Name, 0x1235), Is.Empty, "the answer to another query");
        }

        [Test]
        public void PointerThatLeadsInACircleIsRefused([Values(12, 13, 200)] int target)
        {
            byte[] message = new byte[] { 0, 0, 0x84, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0xC0, (byte)target, 0, 1, 0, 1, 0, 0, 0, 1, 0, 4, 1, 2, 3, 4 };
            Assert.That(Read(message, Name), Is.Empty);
        }

        [Test]
        public void QueriesAndErrorsAreNoAnswers([Values(0x00, 0x84)] byte flags)
        {
            byte[] message = (byte[])Response.Clone();
            message[2] = flags;
            message[3] = (byte)(flags == 0x84 ? 3 : 0);
            Assert.That(Read(message, Name), Is.Empty);
        }

        [Test]
        public void AddressesAreBounded()
        {
            IEnumerable<byte> message = new byte[] { 0, 0, 0x84, 0, 0, 0, 0, 100, 0, 0, 0, 0 };
            for (int i = 0; i < 100; i++) message = message.Concat(NameBytes(Name)).Concat(new byte[] { 0, 1, 0, 1, 0, 0, 0, 1, 0, 4, 10, 0, 1, (byte)i });
            Assert.That(Read(message.ToArray(), Name), Has.Count.EqualTo(MdnsMessage.MaxAddresses));
        }

        [Test]
        public void AnyBytesAreTaken()
        {
            for (int length = 0; length < Response.Length; length++) Assert.That(Read(Response.Take(length).ToArray(), Name), Is.Empty);
            var random = new SeededRandom(1);
            for (int i = 0; i < 20_000; i++)
            {
                byte[] bytes = i % 2 == 0 ? (byte[])Response.Clone() : new byte[random.NextUInt64() % 80];
                if (i % 2 == 0) bytes[random.NextUInt64() % (ulong)bytes.Length] ^= (byte)(1 << (int)(random.NextUInt64() % 8));
                else random.Fill(bytes);
                Read(bytes, Name);
            }
        }

        private static IEnumerable<byte> NameBytes(string name) =>
            name.Split('.').SelectMany(label => new[] { (byte)label.Length }.Concat(label.Select(c => (byte)c))).Concat(new byte[] { 0 });

        private static List<string> Read(byte[] message, string name, ushort id = 7)
        {
            var addresses = new List<TransportAddress>();
            MdnsMessage.TryReadAddresses(message, id, name, addresses);
            return addresses.ConvertAll(a => a.AddressToString());
        }
    }
}
