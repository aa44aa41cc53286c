using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using NUnit.Framework;
using P2PNet.Protocol;

namespace P2PNet.Tests.Sessions
{
    /// <summary>What a client logs and says in its errors can be shown to anybody.</summary>
    [TestFixture]
    internal sealed class SecrecyTests
    {
        [Test]
        public void NoPasswordAndNoCodeReachesALog()
        {
            using var world = new VirtualWorld(realEngine: true);
            var secrets = new HashSet<string>();
            var said = new List<string>();
            world.Server.ChangesSignal = signal => Keep(signal, secrets);
            P2PClient ann = NewClient(world, "Ann", said);
            Session session = world.Complete(ann.CreateLobbyAsync());
            secrets.Add(session.Lobby.Code);
            P2PClient bob = NewClient(world, "Bob", said);
            world.Complete(bob.JoinLobbyByCodeAsync(session.Lobby.Code));
            world.Run(500);

            // A link that fails has the most to say.
            world.Server.ChangesSignal = signal => Keep(signal is AnswerFrame answer ? Forged(answer) : signal, secrets);
            Task<Session> forged = NewClient(world, "Cid", said).JoinLobbyByCodeAsync(session.Lobby.Code);
            world.RunUntil(() => forged.IsCompleted);
            said.Add(forged.Exception!.ToString());

            Assert.That(secrets, Has.Count.GreaterThanOrEqualTo(8), "user fragments and passwords of both ends of several links");
            Assert.That(said, Has.Count.GreaterThan(5));
            foreach (string secret in secrets) Assert.That(said.Where(line => line.Contains(secret)), Is.Empty);
        }

        private static P2PClient NewClient(VirtualWorld world, string name, List<string> said) =>
            world.NewClient(name, options => new P2PClientOptions { PlayerName = name, ServerUrl = options.ServerUrl, Log = said.Add });

        private static SignalFrame Keep(SignalFrame signal, HashSet<string> secrets)
        {
            string sdp = (signal as OfferFrame)?.Sdp ?? (signal as AnswerFrame)?.Sdp ?? string.Empty;
            foreach (Match match in Regex.Matches(sdp, "a=ice-(?:ufrag|pwd):(\\S+)")) secrets.Add(match.Groups[1].Value);
            return signal;
        }

        private static AnswerFrame Forged(AnswerFrame answer) => new AnswerFrame(
            SignalRoute.ToPlayer(answer.To!, answer.Link),
            Regex.Replace(answer.Sdp, "(a=fingerprint:sha-256 )..", match => match.Groups[1].Value + "00"));
    }
}
