using P2PNet.Native;
using P2PNet.Rtc;

namespace P2PNet.Tests.Native.Crypto
{
    /// <summary>The providers that every test of cryptography runs with.</summary>
    public enum Provider
    {
        BouncyCastle,
#if NET
        System,
#endif
    }

    internal static class ProviderExtensions
    {
        public static ICryptoProvider Create(this Provider provider, IRandom? random = null)
        {
#if NET
            if (provider == Provider.System) return new SystemCrypto();
#endif
            return new BouncyCastleCrypto(random);
        }
    }
}
