"""What an agency mounts to take part: it asks, it answers, it keeps its codes and its records.

- `settings`, `context`: what the kit is told, and what it is made of
- `obtaining`: codes for one's own people (符号取得)
- `asking`: an inquiry from intent to opened answer (情報照会)
- `answering`: a permit to a signed answer (情報提供)
- `vault`, `records`, `inquiries`: codes, records of provision (情報提供等記録), inquiries under way
- `clients`, `directory_view`: the hub and identity, and who takes part
- `tables`, `schema_v1`: what all of this keeps in the agency's own database
- `routes`: what others may call
"""
