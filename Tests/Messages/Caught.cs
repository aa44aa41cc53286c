using System;

namespace P2PNet.Tests.Messages
{
    /// <summary>
    /// The exception of a call, as a value to assert on: NUnit 4 wants an Action where Unity's NUnit knows only TestDelegate.
    /// </summary>
    internal static class Caught
    {
        public static Exception? By(Action call)
        {
            try
            {
                call();
                return null;
            }
            catch (Exception e)
            {
                return e;
            }
        }
    }
}
