using P2PNet.Rtc;

namespace P2PNet.Native
{
    /// <summary>Chooses the crypto provider that the runtime can carry.</summary>
    internal static class NativeCrypto
    {
        /// <summary>A provider for one thread.</summary>
        public static ICryptoProvider Create()
        {
#if NET
            return new SystemCrypto();
#else
            return new BouncyCastleCrypto();
#endif
        }
    }
}
