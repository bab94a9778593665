"""The linkage hub (情報提供ネットワークシステム): decides, converts, carries, records."""
