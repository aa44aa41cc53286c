using System;

namespace P2PNet.Rtc.Sctp
{
    /// <summary>
    /// What the parameters of an INIT or INIT ACK say (RFC 9260 §3.3.2.1, RFC 3758 §3.1, RFC 5061 §4.2.7), and the writing of ours.
    /// </summary>
    internal ref struct InitParameters
    {
        /// <summary>Reports of unknown parameters that an answer carries at most, in bytes: an answer must fit into one packet.</summary>
        public const int LongestReport = 256;

        /// <summary>Bytes that <see cref="WriteOurs"/> needs.</summary>
        public const int OurLength = 16;

        public bool SupportsForwardTsn { get; private set; }

        public bool SupportsReConfig { get; private set; }

        /// <summary>A host name must be refused (RFC 9260 §3.3.2, note 3).</summary>
        public bool HasHostName { get; private set; }

        /// <summary>Empty where there is none; then an INIT ACK is of no use.</summary>
        public ReadOnlySpan<byte> StateCookie { get; private set; }

        /// <summary>Reads all parameters and collects those that have to be reported in <paramref name="report"/>, each whole and padded.</summary>
        public static InitParameters Read(ReadOnlySpan<byte> parameters, Span<byte> report, out int reportLength)
        {
            var result = new InitParameters();
            reportLength = 0;
            ReadOnlySpan<byte> rest = parameters;
            int start = 0;
            while (Parameter.TryRead(ref rest, out Parameter parameter))
            {
                switch (parameter.Type)
                {
                    case ParameterType.ForwardTsnSupported:
                        result.SupportsForwardTsn = true;
                        break;
                    case ParameterType.SupportedExtensions:
                        result.SupportsReConfig |= parameter.Value.IndexOf((byte)ChunkType.ReConfig) >= 0;
                        result.SupportsForwardTsn |= parameter.Value.IndexOf((byte)ChunkType.ForwardTsn) >= 0;
                        break;
                    case ParameterType.StateCookie:
                        result.StateCookie = parameters.Slice(start + Parameter.HeaderLength, parameter.Value.Length);
                        break;
                    case ParameterType.HostName:
                        result.HasHostName = true;
                        break;
                    // Addresses mean nothing above DTLS (RFC 8261 §5); the others are known and not used.
                    case ParameterType.IPv4Address:
                    case ParameterType.IPv6Address:
                    case ParameterType.CookiePreservative:
                    case ParameterType.SupportedAddressTypes:
                    case ParameterType.UnrecognizedParameter:
                    case ParameterType.EcnCapable:
                    case ParameterType.ZeroChecksumAcceptable:
                    case ParameterType.AdaptationLayerIndication:
                        break;
                    default:
                        // RFC 9260 §3.2.1: the second bit asks for a report, the first for going on.
                        if (((ushort)parameter.Type & 0x4000) != 0) Report(parameter.Whole, report, ref reportLength);
                        if (((ushort)parameter.Type & 0x8000) == 0) return result;
                        break;
                }

                start = parameters.Length - rest.Length;
            }

            return result;
        }

        /// <summary>
        /// Writes Supported Extensions and Forward-TSN-Supported; returns the length. The one that needs no padding is last, for a
        /// chunk's length does not count the last parameter's padding (RFC 9260 §3.2).
        /// </summary>
        public static int WriteOurs(Span<byte> destination)
        {
            ReadOnlySpan<byte> extensions = new[] { (byte)ChunkType.ReConfig, (byte)ChunkType.ForwardTsn };
            int length = Parameter.Write(destination, ParameterType.SupportedExtensions, extensions);
            return length + Parameter.Write(destination.Slice(length), ParameterType.ForwardTsnSupported, default);
        }

        private static void Report(ReadOnlySpan<byte> parameter, Span<byte> report, ref int length)
        {
            int padded = (parameter.Length + 3) & ~3;
            if (padded > report.Length - length) return;
            parameter.CopyTo(report.Slice(length));
            report.Slice(length + parameter.Length, padded - parameter.Length).Clear();
            length += padded;
        }
    }
}
