using System;
using System.Collections.Generic;
using NUnit.Framework;
using P2PNet.Rtc;
using P2PNet.Rtc.Dtls;

namespace P2PNet.Tests.Rtc.Dtls
{
    /// <summary>Peers that must not be let in, and what is said about it.</summary>
    public sealed class RefusalTests
    {
        [Test]
        public void ClientRefusesAServerWithAnotherFingerprint()
        {
            var pair = new DtlsPair(exchangeFingerprints: false);
            pair.Client.Endpoint.SetRemoteFingerprint(new CertificateFingerprint(new byte[32]));
            pair.Server.Endpoint.SetRemoteFingerprint(pair.Client.Certificate.Fingerprint);
            pair.Start();
            Assert.That(pair.RunUntil(() => pair.BothEnded), Is.True);
            Assert.That(pair.Client.Events, Is.EqualTo(new[] { DtlsEventKind.Failed }));
            Assert.That(pair.Client.FailureReason, Does.Contain("another fingerprint"));
            Assert.That(pair.Server.Events, Is.EqualTo(new[] { DtlsEventKind.Failed }));
            Assert.That(pair.Server.FailureReason, Does.Contain("refused").And.Contain("BadCertificate"));
        }

        [Test]
        public void ServerRefusesAClientWithAnotherFingerprint()
        {
            var pair = new DtlsPair(exchangeFingerprints: false);
            pair.Client.Endpoint.SetRemoteFingerprint(pair.Server.Certificate.Fingerprint);
            pair.Server.Endpoint.SetRemoteFingerprint(new CertificateFingerprint(new byte[32]));
            pair.Start();
            Assert.That(pair.RunUntil(() => pair.BothEnded), Is.True);
            Assert.That(pair.Server.FailureReason, Does.Contain("another fingerprint"));
            Assert.That(pair.Client.Events, Is.EqualTo(new[] { DtlsEventKind.Failed }), "never connected");
        }

        // … Finished -> / <- Finished / data -> (dropped) / fingerprint / data ->
        [Test]
        public void WaitsForAFingerprintThatComesLate()
        {
            var pair = new DtlsPair(exchangeFingerprints: false);
            pair.Client.Endpoint.SetRemoteFingerprint(pair.Server.Certificate.Fingerprint);
            pair.Start();
            Assert.That(pair.RunUntil(() => pair.Client.IsConnected, 1000), Is.True);
            pair.Send(pair.Client, new byte[] { 1 });
            pair.RunUntil(() => false, 1000);
            Assert.That(pair.Server.Endpoint.State, Is.EqualTo(DtlsState.Handshaking));
            Assert.That(pair.Server.Events, Is.Empty);
            Assert.That(pair.Server.Counters.ApplicationDataReceived, Is.Zero, "it waits, sealed");

            pair.Server.Endpoint.SetRemoteFingerprint(pair.Client.Certificate.Fingerprint);
            pair.Drain(pair.Server);
            Assert.That(pair.Server.Events, Is.EqualTo(new[] { DtlsEventKind.Connected, DtlsEventKind.ApplicationData }));
            pair.Send(pair.Client, new byte[] { 2 });
            Assert.That(pair.RunUntil(() => pair.Server.Received.Count == 2), Is.True);
            Assert.That(pair.Server.Received, Is.EqualTo(new[] { new byte[] { 1 }, new byte[] { 2 } }));
        }

        [Test]
        public void RefusesALateFingerprintThatIsAnother()
        {
            var pair = new DtlsPair(exchangeFingerprints: false);
            pair.Client.Endpoint.SetRemoteFingerprint(pair.Server.Certificate.Fingerprint);
            pair.Start();
            pair.RunUntil(() => pair.Client.IsConnected, 1000);
            pair.Send(pair.Client, new byte[] { 1 });
            pair.RunUntil(() => false, 100);
            pair.Server.Endpoint.SetRemoteFingerprint(new CertificateFingerprint(new byte[32]));
            pair.Drain(pair.Server);
            Assert.That(pair.Server.Events, Is.EqualTo(new[] { DtlsEventKind.Failed }));
            Assert.That(pair.Server.Received, Is.Empty);
            Assert.That(pair.RunUntil(() => pair.BothEnded, 100), Is.True, "the alert is protected, so it is believed at once");
            Assert.That(pair.Client.FailureReason, Does.Contain("BadCertificate"));
        }

        [Test]
        public void GivesUpWhereTheFingerprintNeverComes()
        {
            var pair = new DtlsPair(exchangeFingerprints: false);
            pair.Start();
            Assert.That(pair.RunUntil(() => pair.BothEnded), Is.True);
            Assert.That(pair.Client.FailureReason, Does.Contain("never said which certificate"));
        }

        [Test]
        public void RefusesAClientWithoutExtendedMasterSecret() => AssertServerRefuses("extended master secret",
            body => Datagrams.HideExtension(body, ExtensionType.ExtendedMasterSecret, 0));

        [Test]
        public void RefusesAClientWithoutSignatureAlgorithms() => AssertServerRefuses("ECDSA with SHA-256",
            body => Datagrams.HideExtension(body, ExtensionType.SignatureAlgorithms, 4));

        [Test]
        public void RefusesAClientWithoutP256() => AssertServerRefuses("P-256", body =>
        {
            byte[] changed = (byte[])body.Clone();
            int at = changed.AsSpan().IndexOf(new byte[] { 0, 10, 0, 4, 0, 2, 0, 23 });
            changed[at + 7] = 29; // x25519 alone
            return changed;
        });

        [Test]
        public void RefusesAClientWithoutOurSuite() => AssertServerRefuses("AES-128-GCM", body =>
        {
            byte[] changed = (byte[])body.Clone();
            changed[39] = 0x2F; // behind version, random, session_id, cookie and length of the list
            return changed;
        });

        [Test]
        public void RefusesAClientOfDtls10() => AssertServerRefuses("DTLS 1.2", body =>
        {
            byte[] changed = (byte[])body.Clone();
            changed[1] = 0xFF;
            return changed;
        });

        [Test]
        public void RefusesAClientThatRenegotiates() => AssertServerRefuses("never was", body =>
        {
            int at = body.AsSpan().IndexOf(new byte[] { 0xFF, 1, 0, 1, 0 });
            var changed = new List<byte>(body);
            changed[at + 3] = 2;
            changed[at + 4] = 1;
            changed.Insert(at + 5, 0xAA);
            changed[43]++; // the length of all extensions, which is less than 255
            return changed.ToArray();
        });

        [Test]
        public void RefusesAServerWithoutExtendedMasterSecret() => AssertClientRefuses("extended master secret", HandshakeType.ServerHello, body =>
        {
            // The first extension goes; the others move up.
            int at = body.AsSpan().IndexOf(new byte[] { 0, 23, 0, 0 });
            var changed = new List<byte>(body);
            changed.RemoveRange(at, 4);
            changed[39] -= 4;
            return changed.ToArray();
        });

        [Test]
        public void RefusesAServerThatAnswersWhatWasNotAsked() => AssertClientRefuses("extension that was not offered", HandshakeType.ServerHello,
            body => Datagrams.HideExtension(body, ExtensionType.RenegotiationInfo, 1));

        [Test]
        public void RefusesAServerWithAnotherSuite() => AssertClientRefuses("cipher that was not offered", HandshakeType.ServerHello, body =>
        {
            body[36] ^= 1;
            return body;
        });

        [Test]
        public void RefusesAServerWhoseSignatureIsWrong() => AssertClientRefuses("prove", HandshakeType.ServerKeyExchange, body =>
        {
            body[body.Length - 1] ^= 1;
            return body;
        });

        [Test]
        public void RefusesAServerWithAnotherCurve() => AssertClientRefuses("curve", HandshakeType.ServerKeyExchange, body =>
        {
            body[2] = 24;
            return body;
        });

        [Test]
        public void RefusesAClientWithoutCertificate() => AssertServerRefuses("presented no certificate", HandshakeType.Certificate, _ => new byte[3]);

        [Test]
        public void RefusesAClientThatCannotProveItsCertificate() => AssertServerRefuses("prove", HandshakeType.CertificateVerify, body =>
        {
            body[body.Length - 1] ^= 1;
            return body;
        });

        // Something that no signature of the server covers: only the two transcripts differ.
        [Test]
        public void RefusesAHandshakeThatSomebodyChangedOnItsWay() => AssertServerRefuses("prove", HandshakeType.ClientHello,
            body => Datagrams.HideExtension(body, ExtensionType.EcPointFormats, 2));

        [Test]
        public void RefusesAWrongFinished()
        {
            var pair = new DtlsPair(clientCrypto: crypto => new WrongFinishedCrypto(crypto));
            pair.Start();
            Assert.That(pair.RunUntil(() => pair.BothEnded), Is.True);
            Assert.That(pair.Server.Events, Is.EqualTo(new[] { DtlsEventKind.Failed }));
            Assert.That(pair.Server.FailureReason, Does.Contain("changed the handshake"));
            Assert.That(pair.Client.FailureReason, Does.Contain("DecryptError"));
        }

        private static void AssertServerRefuses(string reason, Func<byte[], byte[]> changeClientHello) => AssertServerRefuses(reason, HandshakeType.ClientHello, changeClientHello);

        private static void AssertServerRefuses(string reason, HandshakeType type, Func<byte[], byte[]> change)
        {
            DtlsPair pair = RunChanged(DtlsRole.Client, type, change);
            Assert.That(pair.Server.Events, Is.EqualTo(new[] { DtlsEventKind.Failed }));
            Assert.That(pair.Server.FailureReason, Does.Contain(reason));
            Assert.That(pair.Client.Events, Is.EqualTo(new[] { DtlsEventKind.Failed }));
            Assert.That(pair.Client.FailureReason, Does.Contain("refused the secure channel"));
        }

        private static void AssertClientRefuses(string reason, HandshakeType type, Func<byte[], byte[]> change)
        {
            DtlsPair pair = RunChanged(DtlsRole.Server, type, change);
            Assert.That(pair.Client.Events, Is.EqualTo(new[] { DtlsEventKind.Failed }));
            Assert.That(pair.Client.FailureReason, Does.Contain(reason));
            Assert.That(pair.Server.Events, Is.EqualTo(new[] { DtlsEventKind.Failed }));
        }

        private static DtlsPair RunChanged(DtlsRole from, HandshakeType type, Func<byte[], byte[]> change)
        {
            var pair = new DtlsPair();
            pair.Path = packet =>
            {
                if (packet.From == from) packet.Bytes = Datagrams.ChangeMessage(packet.Bytes, type, change);
            };
            double start = pair.Now.TotalMilliseconds;
            pair.Start();
            Assert.That(pair.RunUntil(() => pair.BothEnded), Is.True);
            Assert.That(pair.Now.TotalMilliseconds - start, Is.LessThan(3100), "an alert shortens the wait");
            return pair;
        }
    }
}
