using System;
using NUnit.Framework;
using P2PNet.Native;
using P2PNet.Rtc.Stun;
using P2PNet.Server.Turn;

namespace P2PNet.IntegrationTests.Turn;

/// <summary>Who gets in, and with which code the others do not (RFC 8489 §9.2.4, RFC 8656 §5).</summary>
internal sealed class AuthenticationTests
{
    [Test]
    public void ChallengesWithRealmNonceAndAlgorithms()
    {
        var bench = new TurnBench();
        TurnActor ann = bench.Client();
        byte[] request = ann.Unsigned(StunMethod.Allocate, TurnActor.Udp);

        Response response = ann.Ask(request);

        Assert.That((response.Error, response.Realm, response.ListsAlgorithms, response.IsSigned), Is.EqualTo((StunErrorCode.Unauthenticated, "p2pnet", true, false)));
        Assert.That(NonceCookie.TryRead(System.Text.Encoding.ASCII.GetBytes(response.Nonce!), out uint features) && features == NonceCookie.PasswordAlgorithms, Is.True);
        Assert.That(response.Bytes, Has.Length.LessThan(140), "it may go to somebody who never asked");
    }

    [Test]
    public void GivesDifferentAddressesDifferentNonces()
    {
        var bench = new TurnBench();
        TurnActor ann = bench.Client();
        TurnActor other = bench.Client(port: 5001);
        ann.GetNonce();
        other.GetNonce();
        Assert.That(ann.Nonce, Is.Not.EqualTo(other.Nonce));
    }

    [TestCase(null, false)]
    [TestCase(null, true)]
    [TestCase(PasswordAlgorithm.Md5, false)]
    [TestCase(PasswordAlgorithm.Md5, true)]
    [TestCase(PasswordAlgorithm.Sha256, true)]
    public void SignsAsTheClientCanRead(PasswordAlgorithm? algorithm, bool sha256)
    {
        TurnActor ann = new TurnBench().Client();
        ann.Algorithm = algorithm;
        ann.SignsWithSha256 = sha256;

        Response response = ann.Allocate();

        Assert.That((response.IsSigned, response.IsSignedWithSha256), Is.EqualTo((algorithm is null, algorithm != null)));
    }

    [Test]
    public void RefusesAShortenedListOfAlgorithms()
    {
        TurnActor ann = new TurnBench().Client();
        ann.GetNonce();
        Response response = ann.Request(StunMethod.Allocate, (ref StunWriter w) =>
        {
            TurnActor.Udp(ref w);
            PasswordAlgorithmAttribute.AddTo(ref w, StunAttributeType.PasswordAlgorithms, new[] { PasswordAlgorithm.Md5 });
            PasswordAlgorithmAttribute.AddTo(ref w, StunAttributeType.PasswordAlgorithm, new[] { PasswordAlgorithm.Md5 });
        });
        Assert.That(response.Error, Is.EqualTo(StunErrorCode.BadRequest));
    }

    [Test]
    public void RefusesAWrongPasswordAndSomebodyElsesName()
    {
        var bench = new TurnBench();
        TurnActor eve = bench.Client(name: "eve");
        string mine = eve.Username;
        eve.GetNonce();

        eve.Password = "guess";
        Assert.That(eve.TryAllocate().Error, Is.EqualTo(StunErrorCode.Unauthenticated));
        eve.Password = RestCredentials.PasswordFor(new SystemCrypto(), System.Text.Encoding.UTF8.GetBytes(TurnBench.Secret), mine);
        eve.Username = RestCredentials.NameFor("ann", DateTimeOffset.FromUnixTimeSeconds(TurnBench.UnixStart + 3600));
        Assert.That(eve.TryAllocate().Error, Is.EqualTo(StunErrorCode.Unauthenticated));
        eve.Username = RestCredentials.NameFor("eve", DateTimeOffset.FromUnixTimeSeconds(TurnBench.UnixStart + 999_999));
        Assert.That(eve.TryAllocate().Error, Is.EqualTo(StunErrorCode.Unauthenticated), "nobody prolongs a credential");
        Assert.That(bench.Transport.Relays, Is.Empty);
    }

    [TestCase("ann")]
    [TestCase(":ann")]
    [TestCase("1790003600:")]
    [TestCase("-5:ann")]
    [TestCase("soon:ann")]
    [TestCase("99999999999999999999:ann")]
    public void RefusesNamesOfNoCredential(string username)
    {
        TurnActor ann = new TurnBench().Client();
        ann.Username = username;
        Assert.That(ann.TryAllocate().Error, Is.EqualTo(StunErrorCode.Unauthenticated));
    }

    [Test]
    public void RefusesAnExpiredCredentialButKeepsUpWhatWasAllocatedInTime()
    {
        var bench = new TurnBench();
        TurnActor ann = bench.Client();
        ann.Username = RestCredentials.NameFor("ann", DateTimeOffset.FromUnixTimeSeconds(TurnBench.UnixStart + 100));
        ann.Allocate();

        bench.Pass(TimeSpan.FromSeconds(101));

        TurnActor late = bench.Client(port: 5001);
        late.Username = ann.Username;
        Assert.That(late.TryAllocate().Error, Is.EqualTo(StunErrorCode.Unauthenticated));
        Assert.That(ann.Refresh().Error, Is.Null);
        Assert.That(ann.Permit(TurnBench.Address("203.0.113.9", 1)).Error, Is.Null);
    }

    [Test]
    public void TakesANonceForAnHourAndFromNobodyElse()
    {
        var bench = new TurnBench();
        TurnActor ann = bench.Client();
        ann.Username = RestCredentials.NameFor("ann", DateTimeOffset.FromUnixTimeSeconds(TurnBench.UnixStart + 100_000));
        ann.GetNonce();
        TurnActor other = bench.Client(port: 5001);
        other.Username = ann.Username;
        other.Nonce = ann.Nonce;
        Response stolen = other.TryAllocate();
        Assert.That((stolen.Error, stolen.Nonce, stolen.ListsAlgorithms), Is.EqualTo((StunErrorCode.StaleNonce, stolen.Nonce, true)));

        bench.Pass(TimeSpan.FromMinutes(59));
        ann.Allocate();
        bench.Pass(TimeSpan.FromMinutes(2));
        Response stale = ann.Refresh();
        Assert.That(stale.Error, Is.EqualTo(StunErrorCode.StaleNonce));
        ann.Nonce = stale.Nonce;
        Assert.That(ann.Refresh().Error, Is.Null);
    }

    [Test]
    public void TakesAMintedNonceAtTheFirstRequest()
    {
        var bench = new TurnBench();
        TurnActor ann = bench.Client();
        var mint = new NonceMint(new SystemCrypto(), System.Text.Encoding.UTF8.GetBytes(TurnBench.Secret), TimeSpan.FromHours(1));

        // A -> Allocate, signed -> Z; A <- relayed address <- Z: one round trip
        ann.Nonce = mint.For(ann.Username, TurnBench.UnixStart);
        ann.Allocate();

        TurnActor eve = bench.Client(port: 5001, name: "eve");
        eve.Nonce = ann.Nonce;
        Assert.That(eve.TryAllocate().Error, Is.EqualTo(StunErrorCode.StaleNonce), "a minted nonce is for one name");
    }

    [TestCase("")]
    [TestCase("x")]
    [TestCase("obMatJos2gAAAAAAAAAAAAAAAAAAA")]
    [TestCase("obMatJos2AAAAAAAAAAAAAAAAAAAA")]
    [TestCase("obMatJos2gAAA!!!!!!!!!!!!!!!!")]
    public void RefusesInventedNonces(string nonce)
    {
        TurnActor ann = new TurnBench().Client();
        ann.Nonce = nonce;
        Assert.That(ann.TryAllocate().Error, Is.EqualTo(StunErrorCode.StaleNonce));
    }

    [Test]
    public void Answers400WhereIntegrityLacksWhatItNeeds()
    {
        var bench = new TurnBench();
        TurnActor ann = bench.Client();
        byte[] withoutName = ann.Unsigned(StunMethod.Allocate, (ref StunWriter w) => { TurnActor.Udp(ref w); MessageIntegrity.AddTo(ref w, new SystemCrypto(), new byte[16]); });
        Response response = ann.Ask(withoutName);
        Assert.That((response.Error, response.Nonce), Is.EqualTo((StunErrorCode.BadRequest, (string?)null)));
    }

    [Test]
    public void NeverLooksForANameBehindAHash()
    {
        TurnActor ann = new TurnBench().Client();
        ann.GetNonce();
        byte[] hashed = ann.Unsigned(StunMethod.Allocate, (ref StunWriter w) =>
        {
            TurnActor.Udp(ref w);
            w.Add(StunAttributeType.UserHash, new byte[32]);
            w.Add(StunAttributeType.Realm, "p2pnet"u8);
            w.Add(StunAttributeType.Nonce, System.Text.Encoding.ASCII.GetBytes(ann.Nonce!));
            MessageIntegrity.AddTo(ref w, new SystemCrypto(), new byte[16]);
        });
        Assert.That(ann.Ask(hashed).Error, Is.EqualTo(StunErrorCode.Unauthenticated));
    }

    [Test]
    public void Answers441WhereTheAllocationIsSomebodyElses()
    {
        var bench = new TurnBench();
        TurnActor ann = bench.Client();
        ann.Allocate();
        TurnActor eve = bench.Client(name: "eve");
        eve.GetNonce();

        Assert.That(eve.Refresh(0).Error, Is.EqualTo(StunErrorCode.WrongCredentials));
        Assert.That(eve.Permit(TurnBench.Address("203.0.113.9", 1)).Error, Is.EqualTo(StunErrorCode.WrongCredentials));
        Assert.That(eve.Bind(0x4000, TurnBench.Address("203.0.113.9", 1)).Error, Is.EqualTo(StunErrorCode.WrongCredentials));
        Assert.That(eve.TryAllocate().Error, Is.EqualTo(StunErrorCode.AllocationMismatch));
        Assert.That(ann.Refresh().Error, Is.Null);
    }

    [Test]
    public void KnowsAPlayerWhoseCredentialWasRenewed()
    {
        var bench = new TurnBench();
        TurnActor ann = bench.Client();
        ann.Allocate();
        ann.Username = RestCredentials.NameFor("ann", DateTimeOffset.FromUnixTimeSeconds(TurnBench.UnixStart + 7200));
        Assert.That(ann.Refresh().Error, Is.Null);
    }

    [Test]
    public void AnswersRequestsWithoutAllocationWith437()
    {
        TurnActor ann = new TurnBench().Client();
        ann.GetNonce();
        Assert.That(ann.Refresh().Error, Is.EqualTo(StunErrorCode.AllocationMismatch));
        Assert.That(ann.Permit(TurnBench.Address("203.0.113.9", 1)).Error, Is.EqualTo(StunErrorCode.AllocationMismatch));
        Assert.That(ann.Bind(0x4000, TurnBench.Address("203.0.113.9", 1)).Error, Is.EqualTo(StunErrorCode.AllocationMismatch));
    }

    [Test]
    public void ComputesWhatTheConventionSays()
    {
        // Computed with OpenSSL: printf '1790003600:ann' | openssl dgst -sha1 -hmac "the relays' secret" -binary | base64
        Assert.That(RestCredentials.PasswordFor(new SystemCrypto(), System.Text.Encoding.UTF8.GetBytes(TurnBench.Secret), "1790003600:ann"), Is.EqualTo("qGpwGlJvY5hMnFgD0s6xAqWtAEc="));
    }
}
