using System;

namespace P2PNet.Rtc.Dtls
{
    /// <summary>What follows from the secret that both sides agreed on: master secret, record keys, the contents of Finished.</summary>
    internal sealed class KeySchedule : IDisposable
    {
        private const int MasterSecretLength = 48;
        private const int KeyBlockLength = 2 * (RecordProtection.KeyLength + RecordProtection.SaltLength);

        private readonly ICryptoProvider _crypto;
        private readonly byte[] _masterSecret = new byte[MasterSecretLength];

        public KeySchedule(ICryptoProvider crypto) => _crypto = crypto;

        /// <summary>
        /// The extended master secret (RFC 7627 §4): bound to the whole handshake up to ClientKeyExchange, so that nobody in the middle can make
        /// two handshakes share it.
        /// </summary>
        public void SetMasterSecret(ReadOnlySpan<byte> premasterSecret, ReadOnlySpan<byte> sessionHash) =>
            TlsPrf.Compute(_crypto, premasterSecret, "extended master secret", sessionHash, default, _masterSecret);

        /// <summary>The protection of both directions (RFC 5246 §6.3), without MAC keys, since GCM has none.</summary>
        public void DeriveProtection(ReadOnlySpan<byte> clientRandom, ReadOnlySpan<byte> serverRandom, out RecordProtection client, out RecordProtection server)
        {
            Span<byte> block = stackalloc byte[KeyBlockLength];
            TlsPrf.Compute(_crypto, _masterSecret, "key expansion", serverRandom, clientRandom, block);
            Span<byte> salts = block.Slice(2 * RecordProtection.KeyLength);
            client = new RecordProtection(_crypto, block.Slice(0, RecordProtection.KeyLength), salts.Slice(0, RecordProtection.SaltLength));
            server = new RecordProtection(_crypto, block.Slice(RecordProtection.KeyLength, RecordProtection.KeyLength), salts.Slice(RecordProtection.SaltLength));
            block.Clear();
        }

        /// <summary>What a side's Finished contains (RFC 5246 §7.4.9).</summary>
        public void ComputeVerifyData(DtlsRole sender, ReadOnlySpan<byte> transcriptHash, Span<byte> verifyData) =>
            TlsPrf.Compute(_crypto, _masterSecret, sender == DtlsRole.Client ? "client finished" : "server finished", transcriptHash, default, verifyData);

        public void Dispose() => Array.Clear(_masterSecret, 0, _masterSecret.Length);
    }
}
