using System.Linq;
using System.Text;
using NUnit.Framework;
using P2PNet.Protocol;

namespace P2PNet.Tests.Sessions.Protocol
{
    internal sealed class FrameReaderTests
    {
        [TestCase("", ErrorCode.MalformedFrame)]
        [TestCase("   ", ErrorCode.MalformedFrame)]
        [TestCase("hello", ErrorCode.MalformedFrame)]
        [TestCase("[]", ErrorCode.MalformedFrame)]
        [TestCase("null", ErrorCode.MalformedFrame)]
        [TestCase("{}", ErrorCode.MalformedFrame)]
        [TestCase("{\"type\":7}", ErrorCode.MalformedFrame)]
        [TestCase("{\"type\":\"ping\",\"id\":1", ErrorCode.MalformedFrame)]
        [TestCase("{\"type\":\"ping\",\"id\":1}{}", ErrorCode.MalformedFrame)]
        [TestCase("{\"type\":\"ping\",\"id\":1} x", ErrorCode.MalformedFrame)]
        [TestCase("{\"type\":\"ping\",\"id\":01}", ErrorCode.MalformedFrame)]
        [TestCase("{\"type\":\"ping\",/* one */\"id\":1}", ErrorCode.MalformedFrame)]
        [TestCase("{\"type\":\"\\ud800\"}", ErrorCode.MalformedFrame)]
        [TestCase("{\"type\":\"joinLobbyById\",\"id\":1,\"lobbyId\":\"a\",\"player\":{\"properties\":{\"\\ud800\":\"1\"}}}", ErrorCode.MalformedFrame)]
        [TestCase("{\"type\":\"Ping\",\"id\":1}", ErrorCode.UnknownFrame)]
        [TestCase("{\"type\":\"\"}", ErrorCode.UnknownFrame)]
        [TestCase("{\"type\":\"ping\"}", ErrorCode.InvalidMember)]
        [TestCase("{\"type\":\"ping\",\"id\":null}", ErrorCode.InvalidMember)]
        [TestCase("{\"type\":\"ping\",\"id\":\"1\"}", ErrorCode.InvalidMember)]
        [TestCase("{\"type\":\"ping\",\"id\":1.5}", ErrorCode.InvalidMember)]
        [TestCase("{\"type\":\"ping\",\"id\":-1}", ErrorCode.InvalidMember)]
        [TestCase("{\"type\":\"ping\",\"id\":9007199254740992}", ErrorCode.InvalidMember)]
        [TestCase("{\"type\":\"ping\",\"id\":1e400}", ErrorCode.InvalidMember)]
        [TestCase("{\"type\":\"joinLobbyByCode\",\"id\":1,\"code\":\"\"}", ErrorCode.InvalidMember)]
        [TestCase("{\"type\":\"joinLobbyByCode\",\"id\":1,\"code\":\"ABC234\",\"player\":[]}", ErrorCode.InvalidMember)]
        [TestCase("{\"type\":\"joinLobbyByCode\",\"id\":1,\"code\":\"ABC234\",\"player\":{\"name\":\"a\\nb\"}}", ErrorCode.InvalidMember)]
        [TestCase("{\"type\":\"joinLobbyByCode\",\"id\":1,\"code\":\"ABC234\",\"player\":{\"properties\":{\"a\":1}}}", ErrorCode.InvalidMember)]
        [TestCase("{\"type\":\"joinLobbyByCode\",\"id\":1,\"code\":\"ABC234\",\"player\":{\"properties\":{\"\":\"1\"}}}", ErrorCode.InvalidMember)]
        [TestCase("{\"type\":\"createLobby\",\"id\":1,\"maxPlayers\":0}", ErrorCode.InvalidMember)]
        [TestCase("{\"type\":\"createLobby\",\"id\":1,\"maxPlayers\":65}", ErrorCode.InvalidMember)]
        [TestCase("{\"type\":\"createLobby\",\"id\":1,\"maxPlayers\":2,\"isPrivate\":\"yes\"}", ErrorCode.InvalidMember)]
        [TestCase("{\"type\":\"endOfCandidates\",\"link\":\"x\"}", ErrorCode.InvalidMember)]
        [TestCase("{\"type\":\"endOfCandidates\",\"to\":\"a\",\"from\":\"b\",\"link\":\"x\"}", ErrorCode.InvalidMember)]
        [TestCase("{\"type\":\"lobbyJoined\",\"id\":1,\"lobby\":{\"id\":\"a\",\"code\":\"b\",\"hostId\":\"c\",\"maxPlayers\":2,\"revision\":1,\"players\":[7]}}", ErrorCode.InvalidMember)]
        public void AnswersWithACodeAndASentence(string text, string code)
        {
            ProtocolError error = Refused(Encoding.UTF8.GetBytes(text));

            Assert.That(error.Code, Is.EqualTo(code));
            Assert.That(error.Message, Does.EndWith(".").And.Length.GreaterThan(20).And.Length.LessThanOrEqualTo(ProtocolLimits.MaxMessageLength));
        }

        [Test]
        public void NamesTheMemberThatIsWrong()
        {
            ProtocolError error = Refused("{\"type\":\"createLobby\",\"id\":12,\"maxPlayers\":2,\"player\":{\"name\":7}}");

            Assert.That(error.Message, Is.EqualTo("In createLobby, \"player.name\" must be text."));
        }

        [Test]
        public void NamesTheRequestThatItCouldNotRead()
        {
            Assert.That(Refused("{\"type\":\"createLobby\",\"id\":12}").RequestId, Is.EqualTo(12));
            Assert.That(Refused("{\"type\":\"nothing\",\"id\":12}").RequestId, Is.EqualTo(12));
            Assert.That(Refused("{\"type\":\"createLobby\",\"id\":-12}").RequestId, Is.Null);
            Assert.That(Refused("{\"type\":\"offer\",\"to\":\"a\",\"link\":\"x\"}").Link, Is.EqualTo("x"));
            Assert.That(Refused("{\"type\":\"offer\",\"to\":\"a\",\"link\":7}").Link, Is.Null);
        }

        [Test]
        public void IgnoresMembersThatItDoesNotKnowInAnyOrder()
        {
            byte[] bytes = Encoding.UTF8.GetBytes("{\"later\":{\"a\":[1,{\"b\":null}]},\"id\":7,\"type\":\"ping\",\"more\":\"x\"}");

            Assert.That(FrameReader.TryRead(bytes, out Frame? frame, out _), Is.True);
            Assert.That(((PingFrame)frame!).Id, Is.EqualTo(7));
        }

        [Test]
        public void RefusesDeepNesting()
        {
            string nested = "{\"type\":\"ping\",\"id\":1,\"x\":" + new string('[', 20) + new string(']', 20) + "}";

            Assert.That(Refused(nested).Code, Is.EqualTo(ErrorCode.MalformedFrame));
        }

        [Test]
        public void RefusesMoreBytesThanAllowedWithoutReadingThem()
        {
            byte[] bytes = FrameSamples.Bytes(new PingFrame(1));

            Assert.That(FrameReader.TryRead(bytes, out _, out _, bytes.Length), Is.True);
            Assert.That(FrameReader.TryRead(bytes, out _, out ProtocolError? error, bytes.Length - 1), Is.False);
            Assert.That(error!.Code, Is.EqualTo(ErrorCode.FrameTooLarge));
        }

        [TestCase(ProtocolLimits.MaxSdpLength, true)]
        [TestCase(ProtocolLimits.MaxSdpLength + 1, false)]
        public void TakesDescriptionsUpToTheirLimit(int length, bool taken) =>
            Assert.That(Read(new OfferFrame(SignalRoute.ToPlayer("a", "x"), new string('v', length))), Is.EqualTo(taken));

        [TestCase(ProtocolLimits.MaxNameLength, true)]
        [TestCase(ProtocolLimits.MaxNameLength + 1, false)]
        public void TakesNamesUpToTheirLimit(int length, bool taken) =>
            Assert.That(Read(new CreateLobbyFrame(1, new string('n', length), 2, false, new PlayerDescription("a"))), Is.EqualTo(taken));

        [TestCase(32, 1, 1, true)]
        [TestCase(33, 1, 1, false)]
        [TestCase(1, 64, 1024, true)]
        [TestCase(1, 65, 1, false)]
        [TestCase(1, 1, 1025, false)]
        [TestCase(2, 2, 1022, true)]
        [TestCase(2, 2, 1023, false)]
        public void TakesPropertiesUpToTheirLimits(int count, int keyLength, int valueLength, bool taken)
        {
            var properties = Enumerable.Range(0, count).ToDictionary(i => ((char)('A' + i)) + new string('k', keyLength - 1), _ => new string('v', valueLength));

            Assert.That(ProtocolRules.CheckProperties(properties) is null, Is.EqualTo(taken));
            Assert.That(Read(new JoinLobbyByIdFrame(1, "a", new PlayerDescription("a", properties))), Is.EqualTo(taken));
        }

        [Test]
        public void FitsTheLargestLobbyIntoAServersFrame()
        {
            string worst = new string('\u0001', ProtocolLimits.MaxPropertyValueLength - 1);
            var properties = new System.Collections.Generic.Dictionary<string, string> { ["\u0001"] = worst, ["\u0002"] = worst };
            string id = new string('i', ProtocolLimits.MaxIdLength);
            var description = new PlayerDescription(new string('\uFFFD', ProtocolLimits.MaxNameLength), properties);
            var players = Enumerable.Range(0, ProtocolLimits.MaxPlayers).Select(i => new PlayerSnapshot(id, int.MaxValue, description)).ToArray();
            var lobby = new LobbySnapshot(id, "ABC234", id, ProtocolLimits.MaxPlayers, ProtocolLimits.MaxInteger, players) { Properties = properties };

            Assert.That(ProtocolRules.CheckProperties(properties), Is.Null);
            Assert.That(Read(new LobbyJoinedFrame(1, lobby)), Is.True);
        }

        [Test]
        public void TakesWordsOfANewerServerAsTheHarmlessOnes()
        {
            Assert.That(PlayerPresences.Parse("away"), Is.EqualTo(PlayerPresence.Connected));
            Assert.That(LeaveReasons.Parse("kicked"), Is.EqualTo(LeaveReason.Left));
        }

        [Test]
        public void ChecksNamesBeforeTheyAreSent()
        {
            Assert.That(ProtocolRules.CheckName("Zoë 🎲"), Is.Null);
            Assert.That(ProtocolRules.CheckName(""), Is.Null);
            Assert.That(ProtocolRules.CheckName(new string('a', 65)), Does.Contain("65"));
            Assert.That(ProtocolRules.CheckName("a\u001b[2J"), Does.Contain("control"));
            Assert.That(ProtocolRules.CheckName("a\ud83c"), Does.Contain("surrogate"));
        }

        private static bool Read(Frame frame) => FrameReader.TryRead(FrameSamples.Bytes(frame), out _, out _);

        private static ProtocolError Refused(string text) => Refused(Encoding.UTF8.GetBytes(text));

        private static ProtocolError Refused(byte[] bytes)
        {
            Assert.That(FrameReader.TryRead(bytes, out Frame? frame, out ProtocolError? error), Is.False);
            Assert.That(frame, Is.Null);
            Assert.That(error, Is.Not.Null);
            return error!;
        }
    }
}
