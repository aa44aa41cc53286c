using System;

namespace P2PNet.Rtc.Sdp
{
    /// <summary>
    /// The attributes of RFC 8839 and 8842 that may stand on the session level, for all sections, or in one of them. A refusal names
    /// what is wrong and never repeats a password.
    /// </summary>
    internal sealed class SdpAttributes
    {
        public string? IceUfrag { get; private set; }

        public string? IcePassword { get; private set; }

        public CertificateFingerprint? Fingerprint { get; private set; }

        /// <summary>Whether there was a fingerprint of another hash than SHA-256.</summary>
        public bool HasForeignFingerprint { get; private set; }

        public SdpSetup? Setup { get; private set; }

        public bool? SupportsTrickle { get; private set; }

        public bool SupportsRenomination { get; private set; }

        public bool IsIceLite { get; private set; }

        /// <summary>Takes one attribute. False with the reason where its value cannot be used; attributes of no interest are passed over.</summary>
        public bool TryTake(ReadOnlySpan<char> name, ReadOnlySpan<char> value, out string? reason)
        {
            reason = null;
            if (name.SequenceEqual("ice-ufrag")) return TakeUfrag(value, out reason);
            if (name.SequenceEqual("ice-pwd")) return TakePassword(value, out reason);
            if (name.SequenceEqual("fingerprint")) return TakeFingerprint(value, out reason);
            if (name.SequenceEqual("setup")) return TakeSetup(value, out reason);
            if (name.SequenceEqual("ice-options")) TakeOptions(value);
            else if (name.SequenceEqual("ice-lite")) IsIceLite = true;
            return true;
        }

        private void TakeOptions(ReadOnlySpan<char> value)
        {
            SupportsTrickle = HasOption(value, "trickle") || SupportsTrickle == true;
            SupportsRenomination |= HasOption(value, "renomination");
        }

        // RFC 8839 §5.4: 4 to 256 characters, and 22 to 256.
        private bool TakeUfrag(ReadOnlySpan<char> value, out string? reason)
        {
            reason = null;
            if (value.Length < 4 || value.Length > 256 || !SdpText.IsIceChars(value))
            {
                reason = "the fragment is not 4 to 256 ICE characters";
                return false;
            }

            IceUfrag = value.ToString();
            return true;
        }

        private bool TakePassword(ReadOnlySpan<char> value, out string? reason)
        {
            reason = null;
            if (value.Length < 22 || value.Length > 256 || !SdpText.IsIceChars(value))
            {
                reason = "the password is not 22 to 256 ICE characters";
                return false;
            }

            IcePassword = value.ToString();
            return true;
        }

        private bool TakeFingerprint(ReadOnlySpan<char> value, out string? reason)
        {
            reason = null;
            ReadOnlySpan<char> hash = SdpText.NextWord(value, out value);
            if (!hash.Equals("sha-256", StringComparison.OrdinalIgnoreCase))
            {
                HasForeignFingerprint = true;
                return true;
            }

            if (!CertificateFingerprint.TryParse(value.Trim(), out CertificateFingerprint? fingerprint))
            {
                reason = "the value is not 32 pairs of hexadecimal digits with colons between";
                return false;
            }

            Fingerprint ??= fingerprint;
            return true;
        }

        private bool TakeSetup(ReadOnlySpan<char> value, out string? reason)
        {
            reason = null;
            if (value.SequenceEqual("actpass")) Setup = SdpSetup.ActPass;
            else if (value.SequenceEqual("active")) Setup = SdpSetup.Active;
            else if (value.SequenceEqual("passive")) Setup = SdpSetup.Passive;
            else reason = SdpText.Quote(value) + " is none of actpass, active and passive";
            return reason == null;
        }

        /// <summary>RFC 8839 §5.6 puts spaces between options; libdatachannel puts commas.</summary>
        private static bool HasOption(ReadOnlySpan<char> options, string wanted)
        {
            while (!options.IsEmpty)
            {
                int end = options.IndexOfAny(' ', ',');
                if ((end < 0 ? options : options.Slice(0, end)).SequenceEqual(wanted)) return true;
                options = end < 0 ? default : options.Slice(end + 1);
            }

            return false;
        }
    }
}
